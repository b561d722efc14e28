import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { FlexbuildError, type Exit, type OutputLine } from '../../src/core/index.ts';
import type { Container, ContainerSpec } from '../../src/engine/index.ts';
import { containerSpec } from '../support/container-spec.ts';
import { testJob } from '../support/session.ts';
import { scripts } from './engine-scripts.ts';
import { withCode, type OnEngine } from './engine-support.ts';

/** What holds for the containers of every engine. */
export function containersContract(on: OnEngine): void {
  const spec = (script: keyof typeof scripts, parts: Partial<ContainerSpec> = {}): ContainerSpec =>
    containerSpec({
      image: on().image,
      labels: on().session.labels,
      command: ['sh', '-c', scripts[script].shell],
      ...parts,
    });
  const start = (script: keyof typeof scripts, parts: Partial<ContainerSpec> = {}): Promise<Container> =>
    on().engine.containers.start(spec(script, parts), testJob());

  describe('containers', () => {
    test('hand over every line of both streams, the last one without its end, and the exit code', async () => {
      await using container = await start('lines');
      const lines = await linesOf(container);
      expect(lines.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual([
        'grüße',
        'last',
      ]);
      expect(lines.filter(({ stream }) => stream === 'stderr').map(({ text }) => text)).toEqual(['problem']);
      expect(await container.exited).toEqual({ code: 3, outOfMemory: false } satisfies Exit);
    });

    test('get their environment and their files', async () => {
      const files = [{ path: '/etc/given', content: Buffer.from('content'), mode: 0o600 }];
      await using container = await start('given', { env: { GIVEN: 'a value = with $signs' }, files });
      expect((await linesOf(container)).map(({ text }) => text)).toEqual([
        'a value = with $signs',
        'content',
      ]);
    });

    test('that obey SIGTERM end by themselves within the grace', async () => {
      await using container = await start('obedient');
      await untilReady(container);
      expect(await container.stop({ graceMs: 20_000 })).toMatchObject({ code: 0 });
    });

    test('that ignore SIGTERM are killed after the grace', async () => {
      await using container = await start('deaf');
      await untilReady(container);
      const startedMs = performance.now();
      expect(await container.stop({ graceMs: 300 })).toEqual({ code: 137, outOfMemory: false });
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(299);
    });

    test('that have ended can be stopped, and disposed of twice', async () => {
      const container = await start('lines');
      await container.exited;
      expect(await container.stop({ graceMs: 1000 })).toMatchObject({ code: 3 });
      await Promise.all([container[Symbol.asyncDispose](), container[Symbol.asyncDispose]()]);
      await container[Symbol.asyncDispose]();
    });

    test('are listed by their labels, running or not, until they are removed', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('listed') };
      const container = await start('deaf', { labels });
      expect(await on().engine.containers.list(labels)).toEqual([
        // A container carries its image's labels as well.
        expect.objectContaining({
          id: container.id,
          labels: expect.objectContaining(labels) as object,
          running: true,
        }),
      ]);
      await container.stop({ graceMs: 0 });
      expect(await on().engine.containers.list(labels)).toEqual([
        expect.objectContaining({ id: container.id, running: false }),
      ]);
      await on().engine.containers.remove(container.id);
      expect(await on().engine.containers.list(labels)).toEqual([]);
      await on().engine.containers.remove(container.id);
    });

    test('say what they have changed of their image', async () => {
      await using container = await start('changing');
      await untilReady(container);
      const changes = await on().engine.containers.changes(container.id);
      expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
        { kind: 'changed', path: '/etc' },
        { kind: 'deleted', path: '/etc/group' },
        { kind: 'changed', path: '/etc/passwd' },
        { kind: 'added', path: '/made' },
        { kind: 'added', path: '/made/file' },
      ]);
    });

    test('say whether a process of theirs was killed for want of memory, though another goes on', async () => {
      await using hungry = await start('hungry', { limits: { cpus: null, memoryBytes: 16 * 2 ** 20 } });
      await using modest = await start('deaf');
      await Promise.all([untilReady(hungry), untilReady(modest)]);
      const { containers } = on().engine;
      expect(await containers.ranOutOfMemory(hungry.id)).toBe(true);
      expect(await containers.ranOutOfMemory(modest.id)).toBe(false);
    });

    test('show their files with owner and mode, a folder with all below it', async () => {
      const files = [{ path: '/given/secret', content: Buffer.from('content'), mode: 0o4600 }];
      await using container = await start('deaf', { files });
      const { containers } = on().engine;
      const found = await Array.fromAsync(containers.files(container.id, '/given'), async (file) => ({
        ...file,
        text: file.kind === 'file' ? await textOf(file.content()) : '',
      }));
      expect(found).toContainEqual(
        expect.objectContaining({
          kind: 'file',
          path: '/given/secret',
          mode: 0o4600,
          uid: 0,
          gid: 0,
          text: 'content',
        }),
      );
      expect(await Array.fromAsync(containers.files(container.id, '/given/secret'))).toHaveLength(1);
      expect(await Array.fromAsync(containers.files(container.id, '/absent'))).toEqual([]);
    });

    test('removed while they run have ended', async () => {
      const container = await start('deaf');
      await on().engine.containers.remove(container.id);
      expect(await container.exited).toMatchObject({ code: 137 });
    });

    test('say where their published ports are reached, and only those', async () => {
      await using container = await start('deaf', { publish: [8080] });
      expect(container.address(8080)).toEqual({ host: '127.0.0.1', port: expect.any(Number) as number });
      expect(container.address(8080).port).toBeGreaterThan(0);
      expect(() => container.address(9090)).toThrow(FlexbuildError);
    });

    test('of an image that is not there do not start, and leave nothing', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('absent') };
      const started = on().engine.containers.start(
        spec('deaf', { image: 'flexbuild-test/absent:1', labels }),
        testJob(),
      );
      await expect(started).rejects.toMatchObject(withCode('FB4007'));
      expect(await on().engine.containers.list(labels)).toEqual([]);
    });

    test('do not start once the signal has fired, and leave nothing', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('aborted') };
      const reason = new Error('interrupted');
      const job = testJob(AbortSignal.abort(reason));
      await expect(on().engine.containers.start(spec('deaf', { labels }), job)).rejects.toBe(reason);
      expect(await on().engine.containers.list(labels)).toEqual([]);
    });
  });
}

async function linesOf(container: Container): Promise<readonly OutputLine[]> {
  return Array.fromAsync(container.output());
}

async function textOf(content: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  return content instanceof Uint8Array ? Buffer.from(content).toString() : await text(content);
}

async function untilReady(container: Container): Promise<void> {
  for await (const { text } of container.output()) if (text === 'ready') return;
  throw new Error('the container ended before it was ready');
}
