import { failure, type Job } from '../../core/index.ts';
import { fakeTokens, keptTokens } from '../access-tokens.ts';
import type { TokenSource } from '../types.ts';
import { adcFile } from './adc.ts';
import { authorizedUserTokens } from './authorized-user.ts';
import { exchangeOver, type Exchange } from './exchange.ts';
import { gcloudTokens } from './gcloud.ts';
import { impersonatedTokens } from './impersonation.ts';
import { readCredentialsFile, type CredentialsFile } from './read-file.ts';
import { announced } from './announced.ts';
import { serviceAccountTokens } from './service-account.ts';
import { staticTokens } from './static.ts';
import type { CredentialsChoice, CredentialsSettings } from './types.ts';

/** Credentials in use. Disposing ends what is under way; the tokens that were given stay valid. */
export interface OpenCredentials extends Disposable {
  readonly tokens: TokenSource;
}

/**
 * Real tokens for the metadata server, from where `choice` says. Each token that is fetched is a notice, and so is each
 * reason why none can be had. `job.signal` means nothing once they are open.
 *
 * Throws FB5230 where there are no Application Default Credentials, FB5231 for a file that has none, and FB5234 where
 * gcloud has none.
 */
export async function openCredentials(
  choice: CredentialsChoice,
  settings: CredentialsSettings,
  job: Job,
): Promise<OpenCredentials> {
  const ended = new AbortController();
  const end = () => ended.abort(job.signal.reason);
  job.signal.throwIfAborted();
  job.signal.addEventListener('abort', end);
  try {
    const { signal } = ended;
    const exchange = exchangeOver(settings.network, signal);
    const { from, tokens } = await opened(choice, { settings, signal, exchange });
    return {
      tokens: announced(tokens, { from, notify: (notice) => job.notify(notice) }),
      [Symbol.dispose]: () => ended.abort(),
    };
  } finally {
    job.signal.removeEventListener('abort', end);
  }
}

interface Opening {
  readonly settings: CredentialsSettings;
  readonly signal: AbortSignal;
  readonly exchange: Exchange;
}

interface Opened {
  /** For people. */
  readonly from: string;
  readonly tokens: TokenSource;
}

async function opened(choice: CredentialsChoice, opening: Opening): Promise<Opened> {
  const { now } = opening.settings;
  switch (choice.kind) {
    case 'static':
      return { from: 'the environment', tokens: staticTokens(choice, { made: fakeTokens(now), now }) };
    case 'key':
      return await fromKey(choice.file, opening);
    case 'adc':
      return await fromAdc(opening);
    case 'gcloud':
      return await fromGcloud(opening);
    case 'impersonate':
      return await impersonating(choice.account, opening);
    default:
      return choice satisfies never;
  }
}

async function fromKey(file: string, opening: Opening): Promise<Opened> {
  const content = await readCredentialsFile(file);
  if (content.type !== 'service_account') {
    throw failure({
      code: 'FB5231',
      message: `"${file}" is of type ${content.type}, and no key of a service account`,
      hint: 'Set GOOGLE_APPLICATION_CREDENTIALS to it, and use --credentials adc.',
    });
  }
  return { from: file, tokens: tokensOf(content, opening) };
}

async function fromAdc(opening: Opening): Promise<Opened> {
  const file = await adcFile(opening.settings);
  if (file !== null) return { from: file, tokens: tokensOf(await readCredentialsFile(file), opening) };
  throw failure({
    code: 'FB5230',
    message: 'this machine has no Application Default Credentials',
    hint: 'Make them with `gcloud auth application-default login`, or use --credentials gcloud.',
  });
}

async function fromGcloud({ settings: { env, now }, signal }: Opening): Promise<Opened> {
  return { from: 'gcloud', tokens: await gcloudTokens({ env, now, signal }) };
}

async function impersonating(email: string, opening: Opening): Promise<Opened> {
  const { settings, exchange } = opening;
  const hasAdc = (await adcFile(settings)) !== null;
  const source = hasAdc ? await fromAdc(opening) : await fromGcloud(opening);
  const { iamCredentials: endpoint } = settings.endpoints;
  const kept = keptTokens(source.tokens, settings.now);
  return {
    from: `impersonation with ${source.from}`,
    tokens: impersonatedTokens({ email, delegates: [], source: kept, endpoint, exchange }),
  };
}

function tokensOf(file: CredentialsFile, opening: Opening): TokenSource {
  const { settings, exchange } = opening;
  const { now, endpoints } = settings;
  switch (file.type) {
    case 'service_account':
      return serviceAccountTokens(file, { exchange, tokenUri: endpoints.token, now });
    case 'authorized_user':
      return authorizedUserTokens(file, { exchange, tokenUri: endpoints.token, now });
    case 'impersonated_service_account': {
      const source = keptTokens(tokensOf(file.source, opening), now);
      return impersonatedTokens({ ...file, source, exchange });
    }
    default:
      return file satisfies never;
  }
}
