import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { SignJWT } from 'jose';
import { directNetwork } from '../../src/core/index.ts';
import {
  openCredentials,
  type CredentialsChoice,
  type CredentialsSettings,
  type TokenSource,
} from '../../src/metadata/index.ts';
import { privateKey } from './google-endpoints.ts';
import { testJob } from './session.ts';

/** The clock of these tests: milliseconds since 1970. */
export const nowMs = 1_800_000_000_000;

/** What a metadata server asks its source of tokens for. */
export const access = {
  account: 'x@appspot.gserviceaccount.com',
  scopes: ['https://www.googleapis.com/auth/cloud-platform'],
};
export const identity = { account: 'x@appspot.gserviceaccount.com', audience: 'https://shop.example' };

/** A folder for files with credentials. */
export interface CredentialsFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file into a folder of its own. */
  save(content: unknown, name?: string): Promise<string>;
  /** An environment in which `gcloud` prints `text` and then does `more`; `calls` gives the arguments it was called with. */
  gcloudPrinting(
    text: string,
    more?: string,
  ): Promise<{ readonly env: { readonly PATH: string }; readonly calls: () => Promise<string> }>;
  open(
    choice: CredentialsChoice,
    difference?: Partial<CredentialsSettings>,
    signal?: AbortSignal,
  ): Promise<{
    readonly tokens: TokenSource;
    readonly job: ReturnType<typeof testJob>;
    readonly end: () => void;
  }>;
}

export async function credentialsFolder(): Promise<CredentialsFolder> {
  const path = await mkdtemp(join(tmpdir(), 'flexbuild-credentials-'));
  let files = 0;
  const save = async (content: unknown, name = 'key.json') => {
    const file = join(path, String(++files), name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  return {
    path,
    save,
    async gcloudPrinting(text, more = '') {
      const printed = await save(text, 'printed.json');
      const bin = dirname(printed);
      const script = join(bin, 'gcloud');
      await writeFile(script, `#!/bin/sh\necho "$*" >> ${bin}/calls\ncat ${printed}\n${more}\n`);
      await chmod(script, 0o755);
      return {
        env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter) },
        calls: () => readFile(join(bin, 'calls'), 'utf8'),
      };
    },
    async open(choice, difference = {}, signal = new AbortController().signal) {
      const job = testJob(signal);
      // Nowhere: a test that asked Google itself would fail.
      const endpoints = { token: 'http://127.0.0.1:1/token', iamCredentials: 'http://127.0.0.1:1' };
      const usual = { env: {}, home: path, network: directNetwork, endpoints, now: () => nowMs };
      const { tokens, ...opened } = await openCredentials(choice, { ...usual, ...difference }, job);
      return { job, tokens, end: () => opened[Symbol.dispose]() };
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

/** An identity token as Google makes one for an audience. */
export async function identityTokenFor(audience: string): Promise<string> {
  const token = new SignJWT({ aud: audience, exp: nowMs / 1000 + 3600 });
  return await token.setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
}
