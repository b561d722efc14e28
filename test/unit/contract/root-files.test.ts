import { expect, test } from 'vitest';
import { rootFiles } from '../../../src/contract/checks/root-files.ts';
import type { Outcome, ServingApp } from '../../../src/contract/types.ts';
import { labels } from '../../../src/core/index.ts';
import type { ContainerFile, ImageDetails } from '../../../src/engine/index.ts';
import { containerSpec } from '../../support/container-spec.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

const ofRoot = { uid: 0, gid: 0, modifiedMs: 0 };

test.each<[path: string, mode: number, owner: Partial<ContainerFile>, kind: string]>([
  ['/app/main.py', 0o644, {}, 'passed'],
  ['/app/key.pem', 0o600, {}, 'failed'],
  ['/app/key.pem', 0o600, { uid: 33 }, 'passed'],
  ['/app/key.pem', 0o640, { gid: 33 }, 'passed'],
  // Its owner counts as nobody else, however much others may.
  ['/app/key.pem', 0o044, { uid: 33 }, 'failed'],
  ['/app/tool', 0o4755, {}, 'failed'],
  ['/app/tool', 0o4755, { uid: 33 }, 'passed'],
  ['/etc/shadow', 0o600, {}, 'passed'],
])('%s of mode %o and owner %j: %s', async (path, mode, owner, kind) => {
  expect(await outcomeFor({ user: '33:33' }, [file(path, mode, owner)])).toMatchObject({ kind });
});

test('of a folder that is closed the folder alone is told', async () => {
  const folder: ContainerFile = { ...ofRoot, kind: 'directory', path: '/app/keys', mode: 0o700 };
  expect(await outcomeFor({ user: '33:33' }, [folder, file('/app/keys/one', 0o600)])).toMatchObject({
    kind: 'failed',
    evidence: [expect.stringMatching(/^\/app\/keys .*0700/)],
  });
});

test('of many files the first ten are shown', async () => {
  const files = Array.from({ length: 12 }, (_, index) => file(`/app/${index}.pem`, 0o600));
  expect(await outcomeFor({ user: '33:33' }, files)).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/^12 /) as string,
    evidence: [
      ...files.slice(0, 10).map(({ path }) => expect.stringContaining(path) as string),
      'and 2 more',
    ],
  });
});

test.each([
  ['root', '/app'],
  ['', '/app'],
  ['33:33', ''],
  ['33:33', '/'],
  ['nobody', '/app'],
])('the user %j in the folder %j shows nothing', async (user, workingFolder) => {
  expect(await outcomeFor({ user, workingFolder }, [file('/app/key.pem', 0o600)])).toMatchObject({
    kind: 'skipped',
  });
});

function file(path: string, mode: number, owner: Partial<ContainerFile> = {}): ContainerFile {
  const content = () => new Uint8Array();
  return { ...ofRoot, kind: 'file', path, mode, size: 0, content, ...owner } as ContainerFile;
}

/** What the check says of an instance of an image in `/app`, in which these files lie. */
async function outcomeFor(details: Partial<ImageDetails>, files: readonly ContainerFile[]): Promise<Outcome> {
  if (rootFiles.stage !== 'serving') throw new Error('the files are looked at while the app serves');
  const image = 'example:1';
  await using engine = fakeEngine({
    images: [{ tags: [image], workingFolder: '/app', ...details }],
    files,
    program:
      () =>
      async ({ killed }) => {
        await killed;
        return 137;
      },
  });
  const ofInstance = { [labels.instance]: 'one', [labels.role]: 'instance' };
  await engine.containers.start(containerSpec({ image, labels: ofInstance }), testJob());
  return await rootFiles.run({
    plan: planOf(),
    host: { kind: 'container', engine, image, volumes: [] },
    instance: () => ({ instance: 'one' }),
  } as unknown as ServingApp);
}
