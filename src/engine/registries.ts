import { dial, type Client } from './client.ts';
import { engineErrorOf } from './errors.ts';
import type { EngineCapabilities, Registries, RegistryAnswer } from './types.ts';

/** Registries as the engine behind `client` reaches them. */
export function registriesOn(client: Client, { name }: EngineCapabilities): Registries {
  // Podman's Docker API lacks the question.
  if (name === 'podman') return { ask: () => Promise.resolve({ kind: 'not-asked' }) };
  return { ask: (reference, signal) => ask(client, { reference, signal }) };
}

async function ask(
  client: Client,
  { reference, signal }: { readonly reference: string; readonly signal: AbortSignal },
): Promise<RegistryAnswer> {
  try {
    await dial(client, {
      method: 'GET',
      path: `/distribution/${reference}/json`,
      statusCodes: { 200: true, 500: 'server error' },
      abortSignal: signal,
    });
    return { kind: 'reached' };
  } catch (cause) {
    signal.throwIfAborted();
    const { status, text } = engineErrorOf(cause);
    // 401, 403 and 404 are what the registry itself said.
    return status !== null && status < 500 ? { kind: 'reached' } : { kind: 'not-reached', reason: text };
  }
}
