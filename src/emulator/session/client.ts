import { access } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { failure, type Notice } from '../../core/index.ts';
import { isDead, parseOwner } from '../../hosts/index.ts';
import type { VersionStatistics } from '../../frontend/index.ts';
import type { TrustedAnswer, TrustedRequest } from '../send-trusted.ts';
import type { StoppedInstance } from '../types.ts';
import { askControl, readJsonAnswer, readLines } from './control-client.ts';
import {
  noSession,
  readRecord,
  removeSessionFolder,
  sessionFiles,
  sessionIds,
  type SessionFiles,
} from './files.ts';
import { valueIn, type MetadataAnswer, type MetadataRequest } from './metadata-request.ts';
import type { SessionPhase, SessionRecord, SessionState } from './types.ts';

/** A session of another process, or of this one. */
export interface SessionHandle {
  readonly record: SessionRecord;
  /** `untilSettled` answers once the session is no longer starting. Throws FB5413 where nobody answers. */
  state(options: { readonly untilSettled: boolean; readonly signal: AbortSignal }): Promise<SessionState>;
  /** The last notices; with `follow` also those to come, until the session ends. */
  notices(options: { readonly follow: boolean; readonly signal: AbortSignal }): AsyncGenerator<Notice>;
  /** Sends a request as App Engine's cron or a task queue. Throws FB5040 where the app gives no answer. */
  send(request: TrustedRequest, options: { readonly signal: AbortSignal }): Promise<TrustedAnswer>;
  /** What each version has answered so far. */
  statistics(options: { readonly signal: AbortSignal }): Promise<readonly VersionStatistics[]>;
  /** What is set on its metadata server, after the request. Throws what `MetadataServer.set` and `delete` throw. */
  metadata(request: MetadataRequest, options: { readonly signal: AbortSignal }): Promise<string | null>;
  /** Fulfils once nothing of the session is left. `kill` gives the app no grace. */
  stop(options: {
    readonly kill: boolean;
    readonly signal: AbortSignal;
  }): Promise<readonly StoppedInstance[]>;
}

/** How long `listSessions` waits for a session to answer. */
const answerMs = 2_000;

/** The sessions of this user that live; folders that dead ones left are removed on the way. */
export async function listSessions({
  stateFolder,
}: {
  readonly stateFolder: string;
}): Promise<readonly SessionState[]> {
  const ids = await sessionIds(stateFolder);
  const states = await Promise.all(ids.map((id) => stateOf(sessionFiles(stateFolder, id))));
  return states.filter((state) => state !== null).toSorted(byStart);
}

/** Throws FB5411 where no such session lives. */
export async function openSession({
  stateFolder,
  id,
}: {
  readonly stateFolder: string;
  readonly id: string;
}): Promise<SessionHandle> {
  const files = sessionFiles(stateFolder, id);
  const record = await liveRecord(files);
  if (record === null) throw noSession(id);
  return sessionHandle(files, record);
}

async function stateOf(files: SessionFiles): Promise<SessionState | null> {
  const record = await liveRecord(files);
  if (record === null) return null;
  const silent: SessionPhase = { kind: 'silent' };
  return await sessionHandle(files, record)
    .state({ untilSettled: false, signal: AbortSignal.timeout(answerMs) })
    .catch(() => ({ session: record, phase: silent }));
}

async function liveRecord(files: SessionFiles): Promise<SessionRecord | null> {
  const record = await readRecord(files);
  if (record === null) return null;
  const owner = parseOwner(record.owner);
  if (owner !== null && !isDead(owner)) return record;
  await removeSessionFolder(files);
  return null;
}

/** The session with these files, without asking whether it lives. */
export function sessionHandle(files: SessionFiles, record: SessionRecord): SessionHandle {
  const ask = (method: 'GET' | 'POST', path: string, signal: AbortSignal, body: object | null = null) =>
    askControl({ socket: files.socket, method, path, body, signal }).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw silentSession(record, cause);
    });
  return {
    record,
    async state({ untilSettled, signal }) {
      return (await readJsonAnswer(
        await ask('GET', untilSettled ? '/state?wait' : '/state', signal),
      )) as SessionState;
    },
    async *notices({ follow, signal }) {
      const answer = await ask('GET', follow ? '/logs?follow' : '/logs', signal);
      for await (const line of readLines(answer)) yield JSON.parse(line) as Notice;
    },
    async send(request, { signal }) {
      const answer = await ask('POST', '/send', signal, request);
      if (answer.statusCode !== 200) throw unanswered(request, (await text(answer)).trim());
      return (await readJsonAnswer(answer)) as TrustedAnswer;
    },
    async statistics({ signal }) {
      return (await readJsonAnswer(await ask('GET', '/statistics', signal))) as readonly VersionStatistics[];
    },
    async metadata(request, { signal }) {
      return valueIn(
        (await readJsonAnswer(await ask('POST', '/metadata', signal, request))) as MetadataAnswer,
      );
    },
    async stop({ kill, signal }) {
      const answer = await ask('POST', kill ? '/stop?kill' : '/stop', signal);
      const stopped = (await readJsonAnswer(answer)) as readonly StoppedInstance[];
      await untilGone(files, record, signal);
      return stopped;
    },
  };
}

/** A session removes its folder last of all; one that was killed in between leaves it to us. */
async function untilGone(files: SessionFiles, record: SessionRecord, signal: AbortSignal): Promise<void> {
  const owner = parseOwner(record.owner);
  while (
    await access(files.folder).then(
      () => true,
      () => false,
    )
  ) {
    if (owner !== null && isDead(owner)) await removeSessionFolder(files);
    else await wait(25, undefined, { signal });
  }
}

function unanswered({ method, url }: TrustedRequest, reason: string): Error {
  return failure({
    code: 'FB5040',
    message: `${method} ${url} got no answer: ${reason}`,
    hint: 'See with `flexbuild logs` what became of the app.',
  });
}

function silentSession(record: SessionRecord, cause: unknown): Error {
  return failure(
    {
      code: 'FB5413',
      message: `session ${record.id} (process ${record.pid}) does not answer`,
      hint: `Try again, or end its process: \`kill ${record.pid}\`.`,
    },
    { cause },
  );
}

function byStart(a: SessionState, b: SessionState): number {
  return a.session.startedAt < b.session.startedAt ? -1 : 1;
}
