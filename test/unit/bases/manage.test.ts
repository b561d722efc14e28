import { describe, expect, it } from 'vitest';
import { ensureBaseWith } from '../../../src/bases/ensure-base.ts';
import { listBases, removeBase } from '../../../src/bases/index.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { baseEnvironment, fakeMaker, recordingJob } from './fakes.ts';

async function engineWith(...suites: readonly string[]): Promise<Engine> {
  const engine = fakeEngine({ images: [{ tags: ['app:1'] }] });
  await using environment = await baseEnvironment(engine);
  for (const suite of suites) {
    const base = { kind: 'debian', suite, packages: ['python3'] } as const;
    await ensureBaseWith([fakeMaker()], { ...environment, bases: [base], override: null }, recordingJob());
  }
  return engine;
}

it('lists the bases that were made here, with what they are made of', async () => {
  const bases = await listBases(await engineWith('trixie', 'bookworm'));
  expect(bases.map(({ suite }) => suite)).toEqual(['bookworm', 'trixie']);
  expect(bases[0]).toMatchObject({
    packages: ['python3'],
    architecture: 'amd64',
    mirrors: [],
    archiveDate: '2026-11-19T02:12:54Z',
  });
});

describe('removing', () => {
  it.each([
    ['a suite', 'bookworm'],
    ['a reference', null],
  ])('by %s removes these and no other', async (_what, name) => {
    const engine = await engineWith('trixie', 'bookworm');
    const reference = (await listBases(engine))[0]?.reference ?? '';
    expect(await removeBase(engine, name ?? reference)).toEqual([reference]);
    expect((await listBases(engine)).map(({ suite }) => suite)).toEqual(['trixie']);
    expect(await engine.images.inspect('app:1')).not.toBeNull();
  });

  it('what is not there is a usage error', async () => {
    const engine = await engineWith('trixie');
    await expect(removeBase(engine, 'app:1')).rejects.toMatchObject({ diagnostics: [{ code: 'FB4109' }] });
  });
});
