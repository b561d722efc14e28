import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, failure, holdLock, messageOf } from '../../core/index.ts';
import type { Credentials } from './types.ts';

/** The certificate authority of one user of this machine; it signs for names that lead to this machine, and for no others. */
export interface LocalAuthority extends Credentials {
  /** The file with the certificate: what browsers and other clients have to be told to trust. */
  readonly certificateFile: string;
  readonly expires: Date;
  /** SHA-256, as browsers show it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** It is new: nobody trusts it yet. */
  readonly made: boolean;
}

export interface AuthorityRequest {
  /** Where it is kept; for this user's eyes alone. */
  readonly folder: string;
  readonly now: Date;
  readonly signal: AbortSignal;
}

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3_650;

/** Made anew this long before its end, so that no certificate it signs ends later than itself. */
const renewalDays = 400;

/** Two machines' authorities must not be taken for one, so the name says when it was made. */
const commonName = (now: Date) => `flexbuild local authority ${now.toISOString().slice(0, 16)}Z`;

/** Names that lead to this machine, or that App Engine gives an app: `SERVICE-dot-PROJECT.uc.r.appspot.com`. */
const permittedNames = {
  domains: ['localhost', 'r.appspot.com'],
  networks: ['127.0.0.0/8', '::1/128'],
} as const;

/**
 * The authority in `folder`, made where there is none or where it ends soon; of several processes that need it, one makes
 * it. Throws FB5030 where its files cannot be read, written or used.
 */
export async function localAuthority(request: AuthorityRequest): Promise<LocalAuthority> {
  const files = filesIn(request.folder);
  try {
    const found = await load(files, request.now);
    if (found !== null) return found;
    await mkdir(request.folder, { recursive: true, mode: 0o700 });
    await using _lock = await holdLock(files.lock, { signal: request.signal, onWait: () => undefined });
    return (await load(files, request.now)) ?? (await make(files, request.now));
  } catch (cause) {
    request.signal.throwIfAborted();
    throw unusable(files, cause);
  }
}

interface AuthorityFiles {
  readonly certificate: string;
  readonly key: string;
  readonly lock: string;
}

function filesIn(folder: string): AuthorityFiles {
  return {
    certificate: join(folder, 'ca.pem'),
    key: join(folder, 'ca.key'),
    lock: join(folder, 'lock'),
  };
}

/** Null where there is none yet, or none for long enough. */
async function load(files: AuthorityFiles, now: Date): Promise<LocalAuthority | null> {
  const certificate = await readIfThere(files.certificate);
  const key = await readIfThere(files.key);
  if (certificate === null || key === null) return null;
  const authority = described(files, { certificate, key });
  return authority.expires.getTime() - now.getTime() < renewalDays * dayMs ? null : authority;
}

async function make(files: AuthorityFiles, now: Date): Promise<LocalAuthority> {
  // Of use once in ten years, and slow to load.
  const { makeAuthority } = await import('./x509.ts');
  const credentials = await makeAuthority({
    commonName: commonName(now),
    permitted: permittedNames,
    validity: { from: now, until: new Date(now.getTime() + authorityDays * dayMs) },
  });
  // The certificate last: where it is, the key is.
  await rm(files.certificate, { force: true });
  await writeWhole(files.key, credentials.key, 0o600);
  await writeWhole(files.certificate, credentials.certificate, 0o644);
  return { ...described(files, credentials), made: true };
}

function described(files: AuthorityFiles, { certificate, key }: Credentials): LocalAuthority {
  const parsed = new X509Certificate(certificate);
  if (!parsed.checkPrivateKey(createPrivateKey(key)))
    throw new Error(`${files.key} is the key of another one`);
  return {
    certificate,
    key,
    certificateFile: files.certificate,
    expires: parsed.validToDate,
    fingerprint: parsed.fingerprint256,
    made: false,
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/** Whole or not at all: a reader never sees the beginning of a file. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, text, { mode, flag: 'wx' });
  await rename(draft, path);
}

function unusable(files: AuthorityFiles, cause: unknown): Error {
  return failure(
    {
      code: 'FB5030',
      message: `the certificate authority for HTTPS cannot be used: ${messageOf(cause)}`,
      hint: `Make ${files.certificate} and ${files.key} readable to you, or remove both: new ones are made then, which have to be trusted anew.`,
    },
    { cause },
  );
}
