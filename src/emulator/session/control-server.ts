import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { TrustedRequest } from '../send-trusted.ts';
import type { NoticeHistory } from './history.ts';
import type { SessionLife } from './life.ts';
import { answerMetadata, type MetadataRequest } from './metadata-request.ts';

interface Controlled {
  readonly history: NoticeHistory;
  readonly life: SessionLife;
}

type Answer = (controlled: Controlled, request: Asked) => void | Promise<void>;

interface Asked {
  readonly query: URLSearchParams;
  /** The request's body, which is JSON. */
  readonly body: () => Promise<unknown>;
  readonly response: ServerResponse;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** What the control socket answers: HTTP, since `curl --unix-socket` then does for a client. */
const answers: Readonly<Record<string, Answer>> = {
  /** `?wait` answers once the session is no longer starting. */
  'GET /state': async ({ life }, { query, response }) => {
    if (query.has('wait')) await life.settled;
    sendJson(response, { session: life.record, phase: life.phase() });
  },
  /** Notices, a line of JSON each; `?follow` goes on until the session ends. */
  'GET /logs': async ({ history }, { query, response, gone }) => {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    response.flushHeaders();
    for await (const notice of history.read({ follow: query.has('follow'), signal: gone })) {
      if (!response.write(`${JSON.stringify(notice)}\n`)) await once(response, 'drain', { signal: gone });
    }
    response.end();
  },
  'GET /statistics': ({ life }, { response }) => {
    sendJson(response, life.emulator()?.statistics() ?? []);
  },
  /** A `TrustedRequest`: whoever may open the socket is the one whose app it is. */
  'POST /send': async ({ life }, { body, response, gone }) => {
    const emulator = life.emulator();
    if (emulator === null) throw new Error('the app does not answer yet');
    sendJson(response, await emulator.send((await body()) as TrustedRequest, { signal: gone }));
  },
  /** A `MetadataRequest`. */
  'POST /metadata': async ({ life }, { body, response }) => {
    const emulator = life.emulator();
    if (emulator === null) throw new Error('the app does not answer yet');
    sendJson(response, answerMetadata(emulator.metadata, (await body()) as MetadataRequest));
  },
  /** `?kill` gives no grace. */
  'POST /stop': async ({ life }, { query, response }) => {
    sendJson(response, await life.stop({ kill: query.has('kill') }));
  },
};

/** How long open answers may go on once the session is over. */
const lastAnswersMs = 2_000;

/** Listens on `socket`, which only this user can reach by the folder's mode. Disposing lets open answers end. */
export async function startControlServer({
  socket,
  ...controlled
}: Controlled & { readonly socket: string }): Promise<AsyncDisposable> {
  // A socket of a dead process with our id would be in the way.
  await rm(socket, { force: true });
  const server = createServer((request, response) => void answer(controlled, request, response));
  server.listen(socket);
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      await Promise.race([closed, wait(lastAnswersMs, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://session');
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  // One request a connection: nothing is left open that would hold up the end.
  response.setHeader('Connection', 'close');
  const answerTo = answers[`${request.method ?? ''} ${url.pathname}`];
  try {
    const body = () => json(request);
    if (answerTo) await answerTo(controlled, { query: url.searchParams, body, response, gone: gone.signal });
    else response.writeHead(404).end();
  } catch (cause) {
    if (gone.signal.aborted) return;
    if (!response.headersSent) response.writeHead(500);
    response.end(`${String(cause)}\n`);
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}
