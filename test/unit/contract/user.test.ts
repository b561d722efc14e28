import { expect, test } from 'vitest';
import { user } from '../../../src/contract/checks/user.ts';
import type { ServingApp } from '../../../src/contract/types.ts';
import { planOf } from '../../support/plans.ts';

test.each([
  ['', 'failed'],
  ['root', 'passed'],
  ['33:33', 'passed'],
])('an image whose user is %j: %s', async (name, kind) => {
  if (user.stage !== 'serving') throw new Error('the user is looked at while the app serves');
  expect(await user.run(appOf(name))).toMatchObject({ kind });
});

/** An app in a container of an image with this user. */
function appOf(name: string): ServingApp {
  const image = { inspect: () => Promise.resolve({ user: name }) };
  return {
    plan: planOf(),
    host: { kind: 'container', engine: { images: image }, image: 'example:1' },
  } as unknown as ServingApp;
}
