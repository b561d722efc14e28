import type { UpstreamFailure } from './types.ts';

/** What a socket is destroyed with when the connection takes too long to be made. */
export function connectTimedOut(): NodeJS.ErrnoException {
  return Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
}

/** Why there is no connection; null: it was closed without an error. */
export function connectFailure(error: NodeJS.ErrnoException | null): UpstreamFailure {
  switch (error?.code) {
    case 'ECONNREFUSED':
      return { kind: 'refused' };
    case 'ETIMEDOUT':
      return { kind: 'connect-timeout' };
    default:
      return { kind: 'unreachable', detail: error?.code ?? error?.message ?? 'closed' };
  }
}
