import type { Pattern } from '../schema/field.ts';

/** The hosts that a rule is for: one, or all that end with a text. */
export interface HostPattern {
  readonly kind: 'exact' | 'suffix';
  readonly text: string;
}

/** The paths that a rule is for: one, or all that begin with a text. */
export interface PathPattern {
  readonly kind: 'exact' | 'prefix';
  readonly text: string;
}

/** What is wrong with a url, and where in it. */
export interface UrlProblem {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** Reads the `url` of a rule as gcloud does, or tells the first thing wrong with it. */
export function parseUrlPattern(
  url: string,
):
  | { readonly host: HostPattern; readonly path: PathPattern; readonly problem: null }
  | { readonly problem: UrlProblem } {
  const slash = url.indexOf('/');
  const problem = findProblem(url, slash);
  if (problem) return { problem };
  const host = url.slice(0, slash);
  const path = url.slice(slash);
  return {
    host: host.startsWith('*') ? { kind: 'suffix', text: host.slice(1) } : { kind: 'exact', text: host },
    path: path.endsWith('*') ? { kind: 'prefix', text: path.slice(0, -1) } : { kind: 'exact', text: path },
    problem: null,
  };
}

/** Documented: neither host nor path may be longer. */
const longest = 100;

function findProblem(url: string, slash: number): UrlProblem | null {
  const host = slash === -1 ? url : url.slice(0, slash);
  const at = (start: number, length: number, message: string, hint: string): UrlProblem => ({
    message,
    hint,
    start,
    end: start + length,
  });
  const inHost = (message: string, hint: string): UrlProblem => at(0, host.length, message, hint);

  const scheme = /^[a-z]+:\/\//i.exec(url);
  if (scheme) return at(0, scheme[0].length, 'a url has no scheme here', 'Begin with the host.');
  if (slash === 0) return at(0, 1, 'the url has no host', `Write "*${url}" for any host.`);
  if (slash === -1) return inHost('the url has no path', `Write "${url}/*" for any path.`);
  if (host.length > longest || url.length - slash > longest) {
    const message = `a host and a path may have ${longest} characters each`;
    return at(0, url.length, message, 'Use a shorter pattern.');
  }
  const port = /:\d*$/.exec(host);
  if (port) return at(port.index, port[0].length, 'the host has a port', 'Leave out the port.');
  const star = host.lastIndexOf('*');
  if (star > 0) return at(star, 1, 'a * stands within the host', 'Put it at the start of the host alone.');
  const upper = /[A-Z]+/.exec(host);
  if (upper) return at(upper.index, upper[0].length, 'the host has capitals', `Write ${host.toLowerCase()}.`);
  if (isIpv4(host)) return inHost('the host is an IP address', 'Use a domain name, or * for any host.');
  if (!hostName.test(host)) {
    return inHost(
      `no host can be called "${host}"`,
      'Use labels of letters, digits and hyphens, with dots between them.',
    );
  }
  return null;
}

/** gcloud's own expressions for both kinds of hosts in one. */
const hostExpression =
  '(\\*|(\\*[a-z0-9\\-]*|\\*\\.)?([a-z0-9]([a-z0-9\\-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9\\-]*[a-z0-9])?)';

const hostName = new RegExp(`^${hostExpression}$`);

/** What `parseUrlPattern` reads, but for addresses and lengths: for editors, which have only expressions. */
export const urlShape: Pattern = { expression: `${hostExpression}/.*`, means: 'a host and a path' };

function isIpv4(host: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1);
  return parts?.every((part) => Number(part) <= 255) ?? false;
}
