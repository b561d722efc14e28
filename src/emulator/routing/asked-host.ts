import { isIP } from 'node:net';
import type { RoutingTable } from './routing-table.ts';

/** What a host name says of the service that is meant. */
export interface AskedHost {
  /** The host that rules of dispatch.yaml are held against. */
  readonly host: string;
  /** The names before the app's own, as in `VERSION-dot-SERVICE-dot-PROJECT…`; the service's is the last. */
  readonly names: readonly string[];
}

type AppHosts = Pick<RoutingTable, 'project' | 'ownHost' | 'services'>;

/**
 * Reads a Host header. This machine's own names and addresses stand for the app's default host name, and `.localhost` behind
 * any other name for nothing: browsers find their way here by it, with nothing to set up.
 */
export function askedHost(text: string, app: AppHosts): AskedHost {
  const name = text.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  if (name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0)
    return { host: app.ownHost, names: [] };
  const host = name.replace(/\.localhost$/, '');
  const ofApp = appspot.exec(host)?.[1];
  // What is before the project's id, or nothing where there is no more than that.
  if (ofApp !== undefined) return { host, names: namesIn(ofApp).slice(0, -1) };
  if (host !== name) {
    const names = namesIn(host);
    if (names.at(-1) === app.project) names.pop();
    if (names.length === 0 || endsWithService(names, app)) return { host: ownHostOf(names, app), names };
  }
  const [first = ''] = host.split('.');
  const names = namesIn(first);
  return { host, names: endsWithService(names, app) ? names : [] };
}

/** With or without a region. Every project is meant: the one here has another id than the one in production. */
const appspot = /^(.+?)(?:\.[a-z0-9-]+\.r)?\.appspot\.com$/;

function namesIn(host: string): string[] {
  return host.split(/-dot-|\./);
}

function endsWithService(names: readonly string[], { services }: AppHosts): boolean {
  return services.includes(names.at(-1) ?? '');
}

function ownHostOf(names: readonly string[], { ownHost }: AppHosts): string {
  return [...names, ownHost].join('-dot-');
}
