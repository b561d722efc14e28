/** How a client wants to see what lies at a path. */
export interface Form {
  readonly recursive: boolean;
  /** Null: what is usual for the node. */
  readonly alt: 'json' | 'text' | null;
  readonly pretty: boolean;
}

/** What a client waits for. */
export interface Wait {
  /** What it knows already; null: whatever is there now. */
  readonly lastEtag: string | null;
  /** Null waits for ever. */
  readonly timeoutMs: number | null;
}

/** The form that a query asks for; what it does not know, it leaves alone, as Google's server does. */
export function formIn(query: URLSearchParams): Form {
  const alt = query.get('alt');
  return {
    recursive: isTrue(query.get('recursive')),
    alt: alt === 'json' || alt === 'text' ? alt : null,
    pretty: isTrue(query.get('prettyprint')),
  };
}

/** Null where a query does not ask to wait; a text says what is wrong with it. */
export function waitIn(query: URLSearchParams): Wait | string | null {
  if (!isTrue(query.get('wait_for_change'))) return null;
  const seconds = query.get('timeout_sec');
  if (seconds !== null && !/^\d+$/.test(seconds)) return 'timeout_sec is a whole number of seconds.';
  return {
    lastEtag: query.get('last_etag'),
    timeoutMs: seconds === null ? null : Number(seconds) * 1000,
  };
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === 'True';
}
