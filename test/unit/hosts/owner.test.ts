import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { labels } from '../../../src/core/index.ts';
import { currentOwner, isDead, parseOwner, sweep, type Owner } from '../../../src/hosts/index.ts';
import { containerSpec } from '../../support/container-spec.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { testJob } from '../../support/session.ts';

const me = parseOwner(currentOwner()) ?? expect.fail('its own owner label');
const labelOf = ({ machine, boot, pid, started }: Owner) => [machine, boot, pid, started].join('/');

test('this process lives', () => {
  expect(me.pid).toBe(process.pid);
  expect(isDead(me)).toBe(false);
});

test('a process that has ended is dead, and so is one whose id another has now', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(isDead({ ...me, pid: child.pid ?? 0 })).toBe(true);
  expect(isDead({ ...me, started: '1' })).toBe(true);
});

test('every process of an earlier boot is dead', () => {
  expect(isDead({ ...me, boot: 'earlier' })).toBe(true);
});

test('of another machine nobody knows', () => {
  expect(isDead({ ...me, machine: 'other', pid: 999_999_999 })).toBe(false);
});

test.each(['', 'a/b', 'a/b/c/d', 'a/b/1/2/3'])('%j is no owner', (label) => {
  expect(parseOwner(label)).toBeNull();
});

test('the sweep removes what the dead of this machine left, and nothing else', async () => {
  const engine = fakeEngine({
    images: [{ id: 'app:1', tags: ['app:1'] }],
    program:
      () =>
      ({ killed }) =>
        killed.then(() => 137),
  });
  const owners = {
    living: labelOf(me),
    dead: labelOf({ ...me, started: '1' }),
    elsewhere: labelOf({ ...me, machine: 'other', started: '1' }),
    stranger: 'not a label of ours',
  };
  for (const [session, owner] of Object.entries(owners)) await populate(engine, { session, owner });
  const job = testJob();
  await sweep(engine, job);
  const left = (await engine.containers.list({})).map((one) => one.labels[labels.session]).toSorted();
  expect(left).toEqual(['elsewhere', 'living', 'stranger']);
  expect((await engine.networks.list({})).map((one) => one.name).toSorted()).toEqual([
    'elsewhere',
    'living',
    'stranger',
  ]);
  expect(job.notices).toEqual([{ kind: 'swept', what: 'dead-instance, dead', session: 'dead' }]);
});

async function populate(
  engine: ReturnType<typeof fakeEngine>,
  { session, owner }: { readonly session: string; readonly owner: string },
): Promise<void> {
  const mine = { [labels.session]: session, [labels.owner]: owner };
  await engine.networks.create({ name: session, labels: mine });
  await engine.containers.start(
    containerSpec({ name: `${session}-instance`, image: 'app:1', labels: mine }),
    testJob(),
  );
}
