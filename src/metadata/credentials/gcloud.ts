import { failure, type Environment } from '../../core/index.ts';
import type { TokenSource } from '../types.ts';
import { without } from './answers.ts';

/** What `gcloud config config-helper` prints, which is made for programs beside gcloud. */
interface Helped {
  readonly credential?: { readonly access_token?: unknown; readonly token_expiry?: unknown };
  readonly configuration?: { readonly properties?: { readonly core?: { readonly account?: unknown } } };
}

/** gcloud starts in about a second; a login that has expired asks the network. */
const timeoutMs = 60_000;

/** Some of gcloud's credentials have no known end. */
const assumedLifetimeMs = 3_600_000;

/**
 * The tokens of the account that gcloud is logged in with, of whatever kind that is; their scopes are gcloud's own. Throws
 * FB5234 where there is no gcloud, or nobody is logged in.
 */
export async function gcloudTokens({
  env,
  now,
  signal,
}: {
  readonly env: Environment;
  readonly now: () => number;
  readonly signal: AbortSignal;
}): Promise<TokenSource> {
  const first = await askGcloud(env, signal);
  const account = first.configuration?.properties?.core?.account;
  return {
    account: typeof account === 'string' && account.endsWith('.gserviceaccount.com') ? account : null,
    async accessToken() {
      const { credential } = await askGcloud(env, signal);
      const { access_token: value, token_expiry: end } = credential ?? {};
      if (typeof value !== 'string') throw without('access token', 'gcloud');
      const expiresAtMs = typeof end === 'string' ? Date.parse(end) : Number.NaN;
      return { value, expiresAtMs: Number.isNaN(expiresAtMs) ? now() + assumedLifetimeMs : expiresAtMs };
    },
    identityToken: null,
  };
}

async function askGcloud(env: Environment, signal: AbortSignal): Promise<Helped> {
  const { execa } = await import('execa');
  const { failed, stdout, stderr, code } = await execa(
    'gcloud',
    // Compute Engine renews five minutes before the end, and so must gcloud.
    ['config', 'config-helper', '--format=json', '--min-expiry=5m', '--quiet'],
    {
      env: { ...env },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      timeout: timeoutMs,
      cancelSignal: signal,
    },
  );
  signal.throwIfAborted();
  if (!failed) return JSON.parse(stdout) as Helped;
  throw failure({
    code: 'FB5234',
    message: code === 'ENOENT' ? 'there is no gcloud on PATH' : `gcloud gives no token: ${lastLine(stderr)}`,
    hint: code === 'ENOENT' ? 'Install the Google Cloud CLI.' : 'Log in with `gcloud auth login`.',
    detail: stderr.split('\n').filter((line) => line !== ''),
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
