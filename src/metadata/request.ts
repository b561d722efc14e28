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
  // RFC 9112 §3.2.2: a server has to take the absolute form too, which clients behind a proxy setting send; its host counts.
  const absolute = /^https?:\/\/([^/?]*)(.*)$/i.exec(target);
  const [host = hostIn(headers), local = target] = absolute?.slice(1) ?? [];
  const mark = local.indexOf('?');
  const search = mark === -1 ? '' : local.slice(mark);
  const path = `/${mark === -1 ? local : local.slice(0, mark)}`.replace(/\/{2,}/g, '/');
  return {
    method,
    headers,
    host,
    path,
    names: namesIn(path),
    search,
    query: new URLSearchParams(search),
    gone,
  };
}

function hostIn(headers: MetadataRequest['headers']): string {
  return typeof headers['host'] === 'string' ? headers['host'] : 'metadata.google.internal';
}

function namesIn(path: string): readonly string[] | null {
  try {
    return path
      .split('/')
      .filter((name) => name !== '')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}
