import type { ClientRequest, IncomingMessage } from 'node:http';
import { proxyVariables, type NetworkSettings } from '../core/index.ts';

/** The status that a HEAD request is answered with, through the proxy that is for it. Rejects where no answer comes. */
export async function headStatus({
  url,
  proxy,
  signal,
}: {
  readonly url: string;
  readonly proxy: NetworkSettings['proxy'];
  readonly signal: AbortSignal;
}): Promise<number> {
  const client = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const agent = new client.Agent({ proxyEnv: proxyVariables(proxy) });
  try {
    return await new Promise((resolve, reject) => {
      const answered = ({ statusCode = 0 }: IncomingMessage): void => resolve(statusCode);
      const request: ClientRequest = client.request(url, { method: 'HEAD', agent, signal }, answered);
      request.once('error', reject);
      request.end();
    });
  } finally {
    agent.destroy();
  }
}
