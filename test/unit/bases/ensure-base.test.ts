import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ensureBaseWith } from '../../../src/bases/ensure-base.ts';
import { notInstalled } from '../../../src/bases/maker.ts';
import type { BaseCandidate } from '../../../src/bases/index.ts';
import { failure, FlexbuildError, labels, type Diagnostic } from '../../../src/core/index.ts';
import { packTar } from '../../../src/archive/index.ts';
import type { BuildRequest } from '../../../src/engine/index.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { baseEnvironment, fakeMaker, recordingJob, withRegistry } from './fakes.ts';

const registry: BaseCandidate = { kind: 'registry', reference: 'python:3.11-slim' };
const debian: BaseCandidate = { kind: 'debian', suite: 'bookworm', packages: ['python3'] };
const bases = [registry, debian] as const;
const dead = (): Promise<boolean> => Promise.resolve(false);

describe('where a base comes from', () => {
  it('is what --base-image names, before all else', async () => {
    const engine = fakeEngine({ images: [{ tags: ['mine:1'] }, { tags: ['python:3.11-slim'] }] });
    await using environment = await baseEnvironment(engine);
    const found = await ensureBaseWith(
      [fakeMaker()],
      { ...environment, bases, override: 'mine:1' },
      recordingJob(),
    );
    expect(found).toMatchObject({ reference: 'mine:1', from: 'option' });
  });

  it('is the engine itself where it has a candidate, and nobody else is asked', async () => {
    const engine = withRegistry(fakeEngine({ images: [{ tags: ['python:3.11-slim'] }] }), dead);
    const maker = fakeMaker();
    await using environment = await baseEnvironment(engine);
    const found = await ensureBaseWith([maker], { ...environment, bases, override: null }, recordingJob());
    expect(found).toMatchObject({ reference: 'python:3.11-slim', from: 'local' });
    expect([engine.asked, maker.orders]).toEqual([[], []]);
  });

  it('is a registry that answers', async () => {
    const inner = fakeEngine();
    const engine = withRegistry(inner, async (reference) => {
      await inner.images.build({ ...emptyBuild(), tags: [reference] }, recordingJob());
      return true;
    });
    await using environment = await baseEnvironment(engine);
    const found = await ensureBaseWith(
      [fakeMaker()],
      { ...environment, bases, override: null },
      recordingJob(),
    );
    expect(found).toMatchObject({ reference: 'python:3.11-slim', from: 'registry' });
  });

  it('is Debian where no registry has it, and the engine from then on', async () => {
    const engine = withRegistry(fakeEngine(), dead);
    const maker = fakeMaker();
    await using environment = await baseEnvironment(engine);
    const request = { ...environment, bases, override: null };
    const made = await ensureBaseWith([maker], request, recordingJob());
    const again = await ensureBaseWith([maker], request, recordingJob());
    expect([made.from, again.from]).toEqual(['debian', 'local']);
    expect(again).toMatchObject({ reference: made.reference, digest: made.digest });
    expect(maker.orders).toHaveLength(1);
    const image = await engine.images.inspect(made.reference);
    expect(image?.labels[labels.archiveDate]).toBe('2026-11-19T02:12:54Z');
  });

  it('is the second maker where the first cannot work', async () => {
    const engine = withRegistry(fakeEngine(), dead);
    const here = fakeMaker({ obstacle: () => Promise.resolve(notInstalled) });
    const elsewhere = fakeMaker();
    await using environment = await baseEnvironment(engine);
    await ensureBaseWith([here, elsewhere], { ...environment, bases, override: null }, recordingJob());
    expect([here.orders.length, elsewhere.orders.length]).toEqual([0, 1]);
  });

  it('is not an image built on a base, although that inherits its labels', async () => {
    const engine = withRegistry(fakeEngine(), dead);
    await using environment = await baseEnvironment(engine);
    const request = { ...environment, bases, override: null };
    const made = await ensureBaseWith([fakeMaker()], request, recordingJob());
    const inherited = (await engine.images.inspect(made.reference))?.labels ?? {};
    await engine.images.remove(made.reference);
    await engine.images.build({ ...emptyBuild(), tags: ['app:1'], labels: inherited }, recordingJob());
    const maker = fakeMaker();
    await ensureBaseWith([maker], request, recordingJob());
    expect(maker.orders).toHaveLength(1);
  });
});

describe('a registry', () => {
  it('that let a question time out is not asked again, others are', async () => {
    const silent = async (reference: string, timeoutMs: number): Promise<boolean> => {
      if (!reference.startsWith('other.example/')) await delay(timeoutMs + 2);
      return false;
    };
    const engine = withRegistry(fakeEngine(), silent);
    await using environment = await baseEnvironment(engine);
    const references = ['a:1', 'library/b:1', 'other.example/c:1', 'd:1'];
    const asked = references.map((reference) => ({ kind: 'registry', reference }) as const);
    const request = { ...environment, bases: [debian, ...asked] as const, override: null };
    await ensureBaseWith([fakeMaker()], request, recordingJob());
    expect(engine.asked).toEqual(['a:1', 'other.example/c:1']);
  });
});

describe('failures', () => {
  it('name every candidate, why it failed and what to do', async () => {
    const engine = withRegistry(fakeEngine(), dead);
    await using environment = await baseEnvironment(engine);
    const here = fakeMaker({ name: 'here', obstacle: () => Promise.resolve(notInstalled) });
    const there = fakeMaker({ name: 'there', obstacle: () => Promise.resolve('no image') });
    const [diagnostic] = await diagnosticsOf(
      ensureBaseWith([here, there], { ...environment, bases, override: null }, recordingJob()),
    );
    expect(diagnostic?.code).toBe('FB4101');
    expect(diagnostic?.detail).toEqual([
      expect.stringContaining('python:3.11-slim'),
      expect.stringMatching(/bookworm.*here.*not installed/),
      expect.stringMatching(/bookworm.*there.*no image/),
    ]);
    expect(diagnostic?.hint).toContain('mmdebstrap');
  });

  it('of mmdebstrap come with it, and leave neither image nor file', async () => {
    const engine = withRegistry(fakeEngine(), dead);
    await using environment = await baseEnvironment(engine);
    const folders: string[] = [];
    const maker = fakeMaker({
      async *make({ folder }) {
        folders.push(folder);
        yield Buffer.from('half a root file sys');
        await Promise.resolve();
        throw failure({ code: 'FB4103', message: 'it expired' });
      },
    });
    const found = await diagnosticsOf(
      ensureBaseWith([maker], { ...environment, bases, override: null }, recordingJob()),
    );
    expect(found.map(({ code }) => code)).toEqual(['FB4101', 'FB4103']);
    expect(await engine.images.list({})).toEqual([]);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
    expect(await readdir(join(environment.settings.cacheFolder, 'locks'))).toEqual([]);
  });

  it('of the override say which image it was', async () => {
    await using environment = await baseEnvironment(withRegistry(fakeEngine(), dead));
    const request = { ...environment, bases, override: 'nosuch:1' };
    const [diagnostic] = await diagnosticsOf(ensureBaseWith([fakeMaker()], request, recordingJob()));
    expect(diagnostic?.code).toBe('FB4102');
    expect(diagnostic?.message).toContain('"nosuch:1"');
  });
});

it('makes a base once where two need it at the same time', async () => {
  const engine = withRegistry(fakeEngine(), dead);
  await using environment = await baseEnvironment(engine);
  const started = Promise.withResolvers<null>();
  const finish = Promise.withResolvers<null>();
  const slow = fakeMaker({
    async *make() {
      started.resolve(null);
      await finish.promise;
      yield Buffer.from('a root file system');
    },
  });
  const request = { ...environment, bases, override: null };
  const first = ensureBaseWith([slow], request, recordingJob());
  await started.promise;
  const idle = fakeMaker();
  const job = recordingJob();
  const second = ensureBaseWith([idle], request, job);
  await expect.poll(() => job.notices.some((notice) => notice.kind === 'base-progress')).toBe(true);
  finish.resolve(null);
  expect((await second).digest).toBe((await first).digest);
  expect(idle.orders).toEqual([]);
});

it('stops with the signal’s reason, and tries nothing else', async () => {
  const engine = withRegistry(fakeEngine(), dead);
  await using environment = await baseEnvironment(engine);
  const job = recordingJob();
  const reason = new Error('interrupted');
  const maker = fakeMaker({
    async *make({ signal }) {
      yield Buffer.from('half');
      job.abort(reason);
      await Promise.resolve();
      signal.throwIfAborted();
    },
  });
  const attempt = ensureBaseWith(
    [maker],
    { ...environment, bases: [debian, { ...debian, suite: 'trixie' }], override: null },
    job,
  );
  await expect(attempt).rejects.toBe(reason);
  expect(await engine.images.list({})).toEqual([]);
});

it('gives bases of the same content the same digest, whatever the engine calls them', async () => {
  const content = { layers: ['sha256:1'], env: ['PATH=/bin'] };
  const digests = await Promise.all(
    [{ id: 'sha256:a' }, { id: 'sha256:b', createdMs: 5 }, { layers: ['sha256:2'] }].map(
      async (difference) => {
        const engine = fakeEngine({ images: [{ tags: ['python:3.11-slim'], ...content, ...difference }] });
        await using environment = await baseEnvironment(engine);
        return (await ensureBaseWith([], { ...environment, bases, override: null }, recordingJob())).digest;
      },
    ),
  );
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
});

function emptyBuild(): BuildRequest {
  return {
    context: packTar([]),
    dockerfile: 'Dockerfile',
    tags: [],
    labels: {},
    buildArgs: {},
    platform: null,
    noCache: false,
    builder: 'classic',
    secrets: {},
    extraHosts: [],
  };
}

async function diagnosticsOf(attempt: Promise<unknown>): Promise<readonly Diagnostic[]> {
  const thrown = await attempt.then(
    () => null,
    (error: unknown) => error,
  );
  return thrown instanceof FlexbuildError ? thrown.diagnostics : [];
}
