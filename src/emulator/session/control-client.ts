import { request, type IncomingMessage } from 'node:http';
import { json, text } from 'node:stream/consumers';

/** Asks a session's control socket; fulfils with the head of its answer. Rejects where nobody listens. */
export function askControl({
  socket,
  method,
  path,
  body = null,
  signal,
}: {
  readonly socket: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Sent as JSON; null: nothing is sent. */
  readonly body?: object | null;
  readonly signal: AbortSignal;
}): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const asked = request({ socketPath: socket, method, path, agent: false, signal });
  asked.on('response', resolve);
  asked.on('error', reject);
  asked.end(body === null ? undefined : JSON.stringify(body));
  return promise;
}

/** The answer's body; throws where it is not what was asked for. */
export async function readJsonAnswer(answer: IncomingMessage): Promise<unknown> {
  if (answer.statusCode === 200) return await json(answer);
  throw new Error(`the session answered ${answer.statusCode ?? 'nothing'}: ${await text(answer)}`);
}

/** The whole lines of an answer. One that breaks off ends: its session was killed, or the reader has enough. */
export async function* readLines(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch {
    // Whoever needs to know how the session ended asks for its state.
  } finally {
    answer.destroy();
  }
}
