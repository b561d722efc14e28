import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { clientAddressOf } from '../../../src/frontend/client-address.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::1', '::1'],
  ['::ffff:0:1', '::ffff:0:1'],
  ['fe80::1%eth0', 'fe80::1'],
  [undefined, 'unknown'],
])('whoever is at %s is %s to the app', (remoteAddress, address) => {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
  expect(clientAddressOf(socket)).toBe(address);
});
