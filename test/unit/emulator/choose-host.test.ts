import { expect, test } from 'vitest';
import { directNetwork } from '../../../src/core/index.ts';
import { chooseHost, connectEngineIfAny, type HostChoice } from '../../../src/emulator/index.ts';
import { testJob } from '../../support/session.ts';

/** A user who names an engine that is not there. */
const env = { DOCKER_HOST: 'unix:///no/such/socket' };

const processes = {
  kind: 'process' as const,
  folders: { sessions: '/none', environments: '/none' },
  user: env,
  network: directNetwork,
  inPlace: false,
  interpreter: null,
  entrypoint: null,
};

const choice = (kind: HostChoice['kind']): HostChoice => ({
  kind,
  env,
  containers: () => expect.fail('there is no engine'),
  processes: () => Promise.resolve(processes),
});

test('processes that are asked for ask no engine, and are no news', async () => {
  const job = testJob();
  await using chosen = await chooseHost(choice('process'), job);
  expect(chosen.host).toBe(processes);
  expect(job.notices).toEqual([]);
});

test.each(['auto', 'container'] as const)('an engine that is named has to answer: %s', async (kind) => {
  await expect(chooseHost(choice(kind), testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB4003' }],
  });
  await expect(connectEngineIfAny({ env })).rejects.toMatchObject({ diagnostics: [{ code: 'FB4003' }] });
});
