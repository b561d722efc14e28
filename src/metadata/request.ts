/** A request, as far as the protocol looks at it. */
export interface MetadataRequest {
  readonly method: string;
  /** As the request line has it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborts when the client goes away; asked for only by what waits. */
  readonly gone: () => AbortSignal;
}

/** A request, taken apart. */
export interface Asked {
  readonly method: string;
  readonly headers: MetadataRequest['headers'];
  /** Where the client believes that it asks, with the port where it names one. */
  readonly host: string;
  /** Without the query, with single slashes. */
  readonly path: string;
  /** The path's names, decoded; null where they cannot be. */
  readonly names: readonly string[] | null;
  /** With the question mark; empty where there is none. */
  readonly search: string;
  readonly query: URLSearchParams;
  readonly gone: () => AbortSignal;
}

/** Takes a request apart; nothing is refused yet. */
export function parsed({ method, target, headers, gone }: MetadataRequest): Asked {
  const { host, local } = target.startsWith('/') ? { host: null, local: target } : absolute(target);
  const mark = local.indexOf('?');
  const search = mark === -1 ? '' : local.slice(mark);
  const path = `/${mark === -1 ? local : local.slice(0, mark)}`.replace(/\/{2,}/g, '/');
  return {
    method,
    headers,
    host: host ?? hostIn(headers),
    path,
    names: namesIn(path),
    search,
    query: search === '' ? noQuery : new URLSearchParams(search),
    gone,
  };
}

/** RFC 9112 §3.2.2: a server has to take this form too, which clients behind a proxy setting send; its host is the one that counts. */
function absolute(target: string): { readonly host: string | null; readonly local: string } {
  const [, host = null, local = target] = /^https?:\/\/([^/?]*)(.*)$/i.exec(target) ?? [];
  return { host, local };
}

function hostIn(headers: MetadataRequest['headers']): string {
  return typeof headers['host'] === 'string' ? headers['host'] : 'metadata.google.internal';
}

function namesIn(path: string): readonly string[] | null {
  const names = path.split('/').filter((name) => name !== '');
  if (!path.includes('%')) return names;
  try {
    return names.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Most requests have none, and making one is not free. */
const noQuery = new URLSearchParams();
