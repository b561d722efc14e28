import { expect, test } from 'vitest';
import { parsePlaces, placeFinder } from '../../../src/frontend/places.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const table = [
  '10.0.0.0/8=DE',
  '10.1.0.0/16=us/ca/mountain view/37.386051,-122.083851',
  '10.1.2.3=FR/idf',
  '2001:db8::/32=JP/13/tokyo',
];

test.each([
  ['10.9.9.9', ['DE', '?', '?', '0.000000,0.000000']],
  ['10.1.9.9', ['US', 'ca', 'mountain view', '37.386051,-122.083851']],
  ['10.1.2.3', ['FR', 'idf', '?', '0.000000,0.000000']],
  ['2001:db8::7', ['JP', '13', 'tokyo', '0.000000,0.000000']],
  ['192.0.2.1', ['ZZ', '?', '?', '0.000000,0.000000']],
  ['2001:db9::7', ['ZZ', '?', '?', '0.000000,0.000000']],
  ['unknown', ['ZZ', '?', '?', '0.000000,0.000000']],
])('%s is in %s', (address, values) => {
  expect(placeFinder(parsePlaces(table))(address).map(({ value }) => value)).toEqual(values);
});

test.each([
  '10.0.0.0/8',
  '10.0.0.0/33=DE',
  '10.0.0=DE',
  'localhost=DE',
  '::1/129=DE',
  '10.0.0.0/8=Germany',
  '10.0.0.0/8=DE/be/berlin/here',
  '10.0.0.0/8=DE/be/k\xf6ln',
  '10.0.0.0/8=DE/be/a\r\nX: y',
])('%s is FB5011', (text) => {
  expect(() => parsePlaces([text])).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB5011' })], fault: 'usage' }),
  );
});

test('the app is told where its client is', async () => {
  await using instance = await startRawInstance(
    (socket) => void socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
  );
  const places = parsePlaces(['127.0.0.0/8=US/ca/mountain view/37.386051,-122.083851']);
  await using frontEnd = await startTestFrontEnd(instance.address, { places });
  await ask(frontEnd, { headers: { 'X-Appengine-City': 'forged' } });
  const head = instance.requests[0]?.text ?? '';
  expect(head.match(/^X-Appengine-C.*$/gim)).toEqual([
    'X-Appengine-Country: US',
    'X-Appengine-City: mountain view',
    'X-Appengine-CityLatLong: 37.386051,-122.083851',
  ]);
});
