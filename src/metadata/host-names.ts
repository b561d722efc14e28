import { isIP } from 'node:net';

/**
 * Whether a server of this machine may go by `host`. A page of the web can make its own name lead here, and is then asked
 * no more questions by the browser (DNS rebinding): so names that somebody can own are refused. Addresses are nobody's;
 * neither are names without a dot, nor those below the endings that public DNS leaves alone.
 */
export function isOwnHost(host: string): boolean {
  if (googlesNames.has(host)) return true;
  const name = host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0) return true;
  const [ending = '', ...before] = name.split('.').reverse();
  return before.length === 0 || privateEndings.has(ending);
}

/** What nearly every request says: no need to look closer. */
const googlesNames: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata',
  '169.254.169.254',
]);

/** RFC 6761, RFC 6762, and ICANN's resolution 2024.07.29.06 for `internal`. */
const privateEndings: ReadonlySet<string> = new Set(['internal', 'local', 'localhost', 'test']);
