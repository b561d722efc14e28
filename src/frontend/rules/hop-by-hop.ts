import { listValue, removeWhere, type HeaderField } from './field.ts';

/** RFC 9110 §7.6.1: these describe one connection, so no proxy may pass them on. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** What a Connection header cannot take away, since without it the message would be another one. */
const notForOneConnection: ReadonlySet<string> = new Set(['host', 'content-length']);

/** Drops what describes this connection, and what its Connection header says does. */
export function dropHopByHop(fields: HeaderField[]): void {
  const options = connectionOptions(fields);
  removeWhere(
    fields,
    ({ key }) => hopByHop.has(key) || (options !== null && options.has(key) && !notForOneConnection.has(key)),
  );
}

/** The lower-case options of the Connection header; null where it has none. */
function connectionOptions(fields: readonly HeaderField[]): ReadonlySet<string> | null {
  const value = listValue(fields, 'connection');
  // What nearly everybody says names no header.
  if (value === null || value === 'keep-alive' || value === 'close') return null;
  return new Set(value.split(',').map((option) => option.trim().toLowerCase()));
}
