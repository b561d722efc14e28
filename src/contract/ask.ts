import { request, type IncomingHttpHeaders } from 'node:http';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Question {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** As long as App Engine gives a request at most. */
const answerMs = 60_000;

/** One GET on a connection of its own, by the headers as given; no redirect is followed. Rejects where no answer comes. */
export async function ask({ url, headers = {}, signal }: Question): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(url, {
    headers,
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
  });
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
  sent.on('error', reject);
  sent.end();
  return await promise;
}
