import { formatAddress, redactUrl, type NetworkSettings } from '../../core/index.ts';
import type { Examination, Verdict } from '../types.ts';
import { ok, problem } from '../verdicts.ts';

/** The proxies and authorities that steps of a build are given; a proxy has to accept connections. */
export async function network({ network: ask, machine, signal }: Examination): Promise<Verdict> {
  const settings = await ask();
  const urls = [...new Set([settings.proxy.http, settings.proxy.https].filter((url) => url !== null))];
  const answers = await Promise.all(urls.map((url) => machine.network.connects(addressOf(url), signal)));
  const dead = urls.find((_, index) => answers[index] === false);
  if (dead !== undefined)
    return problem(
      `nothing accepts connections at ${formatAddress(addressOf(dead))}, which is the proxy ${redactUrl(dead)}`,
      'Start the proxy, or correct HTTP_PROXY and HTTPS_PROXY.',
    );
  return ok([proxies(urls), authorities(settings)].join('; '));
}

function addressOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) };
}

function proxies(urls: readonly string[]): string {
  return urls.length === 0 ? 'no proxy' : `proxy ${urls.map(redactUrl).join(' and ')}`;
}

function authorities({ ca }: NetworkSettings): string {
  if (ca === null) return 'no certificate authorities found';
  return ca.own.length === 0
    ? 'the usual certificate authorities'
    : `${ca.own.length} more certificate authorities than the usual, from ${ca.from}`;
}
