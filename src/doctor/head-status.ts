import * as http from 'node:http';
import * as https from 'node:https';
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
  const client = url.startsWith('https:') ? https : http;
  const agent = new client.Agent({ proxyEnv: proxyVariables(proxy) });
  try {
    return await new Promise((resolve, reject) => {
      const answered = ({ statusCode = 0 }: http.IncomingMessage): void => resolve(statusCode);
      const request: http.ClientRequest = client.request(url, { method: 'HEAD', agent, signal }, answered);
      request.once('error', reject);
      request.end();
    });
  } finally {
    agent.destroy();
  }
}
