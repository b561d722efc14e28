import { mkdtemp, readdir, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failure, type Notice } from '../../../src/core/index.ts';
import { listSessions, openSession, serveSession, startEmulator } from '../../../src/emulator/index.ts';
import { currentOwner } from '../../../src/hosts/index.ts';
import { emulatorOptions, sessionOptions } from '../../support/emulator-options.ts';
import { fakeHost, type FakeHost } from '../../support/fake-host.ts';
import { testJob } from '../../support/session.ts';

let root = '';
let folders = 0;
const { signal } = new AbortController();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flexbuild-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a session can be listed, read and stopped by others, and leaves nothing', async () => {
  const stateFolder = freshFolder();
  await using host = fakeHost((app) => {
    app.write('hello');
    app.listen((_request, response) => response.end());
  });
  const { id, ended } = await runSession(stateFolder, host);
  expect((await stat(join(stateFolder, id))).mode & 0o777).toBe(0o700);
  const [state] = await listSessions({ stateFolder });
  expect(state).toMatchObject({
    session: { id, pid: process.pid, apps: ['.'], detached: false },
    phase: { kind: 'running', emulator: { instances: [{ state: 'ready' }] } },
  });

  const session = await openSession({ stateFolder, id });
  const past = await Array.fromAsync(session.notices({ follow: false, signal }));
  expect(outputs(past)).toEqual(['hello']);
  const following = Array.fromAsync(session.notices({ follow: true, signal }));
  const stopped = await session.stop({ kill: false, signal });
  expect(stopped).toMatchObject([{ service: 'default', exit: { code: 143 }, killed: false }]);
  expect((await following).at(-1)).toMatchObject({ kind: 'instance-state', state: 'stopped' });
  await ended;
  expect(await readdir(stateFolder)).toEqual([]);
  await expect(openSession({ stateFolder, id })).rejects.toMatchObject({ diagnostics: [{ code: 'FB5411' }] });
});

test('a stop with kill gives no grace', async () => {
  const stateFolder = freshFolder();
  await using host = fakeHost((app) => {
    app.onSigterm(() => undefined);
    app.listen((_request, response) => response.end());
  });
  const { id, ended } = await runSession(stateFolder, host);
  const session = await openSession({ stateFolder, id });
  expect(await session.stop({ kill: true, signal })).toMatchObject([{ killed: true }]);
  await ended;
});

test('a stop while the app starts aborts the start', async () => {
  const stateFolder = freshFolder();
  const session = await serveSession(sessionOptions(stateFolder), testJob());
  const other = await openSession({ stateFolder, id: session.id });
  expect((await other.state({ untilSettled: false, signal })).phase).toEqual({ kind: 'starting' });
  const settled = other.state({ untilSettled: true, signal });
  const stopping = other.stop({ kill: false, signal });
  expect((await settled).phase).toEqual({ kind: 'stopping' });
  expect(session.job.signal.aborted).toBe(true);
  await session[Symbol.asyncDispose]();
  expect(await stopping).toEqual([]);
});

test('a session in the foreground that fails says so and leaves nothing', async () => {
  const stateFolder = freshFolder();
  const session = await serveSession(sessionOptions(stateFolder), testJob());
  const other = await openSession({ stateFolder, id: session.id });
  await session.failed(failure({ code: 'FB5401', message: 'it failed' }));
  expect(await other.state({ untilSettled: true, signal })).toMatchObject({
    phase: { kind: 'failed', diagnostics: [{ code: 'FB5401', message: 'it failed' }] },
  });
  await session[Symbol.asyncDispose]();
  expect(await readdir(stateFolder)).toEqual([]);
});

test('sessions live side by side, in the order of their start', async () => {
  const stateFolder = freshFolder();
  const at = (seconds: number) => new Date(2026, 0, 1, 0, 0, seconds);
  await using second = await serveSession(sessionOptions(stateFolder, { now: at(2) }), testJob());
  await using first = await serveSession(sessionOptions(stateFolder, { now: at(1) }), testJob());
  expect((await listSessions({ stateFolder })).map(({ session }) => session.id)).toEqual([
    first.id,
    second.id,
  ]);
});

test('what a dead process left is not listed, and goes', async () => {
  const stateFolder = freshFolder();
  const [machine, boot] = currentOwner().split('/');
  const record = {
    id: 'dead',
    owner: `${machine}/${boot}/1/0`,
    pid: 1,
    startedAt: '',
    apps: [],
    detached: true,
  };
  await mkdir(join(stateFolder, 'dead'), { recursive: true });
  await writeFile(join(stateFolder, 'dead/session.json'), JSON.stringify(record));
  expect(await listSessions({ stateFolder })).toEqual([]);
  expect(await readdir(stateFolder)).toEqual([]);
});

test('a living process that does not answer is listed as silent', async () => {
  const stateFolder = freshFolder();
  const record = {
    id: 'mute',
    owner: currentOwner(),
    pid: process.pid,
    startedAt: '',
    apps: [],
    detached: true,
  };
  await mkdir(join(stateFolder, 'mute'), { recursive: true });
  await writeFile(join(stateFolder, 'mute/session.json'), JSON.stringify(record));
  expect(await listSessions({ stateFolder })).toEqual([{ session: record, phase: { kind: 'silent' } }]);
  const session = await openSession({ stateFolder, id: 'mute' });
  await expect(session.stop({ kill: false, signal })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5413' }],
  });
});

test.each(['nobody', '../etc', ''])('there is no session %j', async (id) => {
  await expect(openSession({ stateFolder: freshFolder(), id })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5411' }],
  });
});

test('a state folder too deep for a socket is refused with its path', async () => {
  const stateFolder = join(freshFolder(), 'x'.repeat(100));
  const serving = serveSession(sessionOptions(stateFolder), testJob());
  await expect(serving).rejects.toMatchObject({ diagnostics: [{ code: 'FB5414' }] });
});

function freshFolder(): string {
  return join(root, `${++folders}`);
}

/** As a command runs one: until it is stopped by whomever. */
async function runSession(
  stateFolder: string,
  host: FakeHost,
): Promise<{ readonly id: string; readonly ended: Promise<void> }> {
  const session = await serveSession(sessionOptions(stateFolder), testJob());
  const emulator = await startEmulator(emulatorOptions(host), session.job);
  session.running(emulator);
  return { id: session.id, ended: emulator.stopped.then(() => session[Symbol.asyncDispose]()) };
}

function outputs(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'app-output' ? [notice.line.text] : []));
}
