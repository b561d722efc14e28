import { describe, expect, test } from 'vitest';
import { get, someInstance, startServer } from '../../support/metadata.ts';

const v1 = '/computeMetadata/v1';
const refused = (code: string) =>
  expect.objectContaining({ diagnostics: [expect.objectContaining({ code })] }) as Error;

describe('what can be set', () => {
  test('is read by every instance, until it is deleted', async () => {
    const other = { ...someInstance, instance: 'aef-other' };
    let identity = someInstance;
    await using server = await startServer({ identify: () => identity, projectMetadata: { color: 'blue' } });
    const read = async (path: string) => (await get(server.address, `${v1}/${path}`)).body;
    expect([await read('project/attributes/color'), await read('instance/name')]).toEqual([
      'blue',
      someInstance.instance,
    ]);
    server.set('project/attributes/color', 'red');
    server.set('instance/maintenance-event', 'MIGRATE_ON_HOST_MAINTENANCE');
    identity = other;
    expect([await read('project/attributes/color'), await read('instance/name')]).toEqual([
      'red',
      'aef-other',
    ]);
    expect(await read('instance/maintenance-event')).toBe('MIGRATE_ON_HOST_MAINTENANCE');
    expect(server.get('project/attributes/color')).toBe('red');
    server.delete('project/attributes/color');
    server.delete('instance/maintenance-event');
    expect(server.get('project/attributes/color')).toBeNull();
    expect((await get(server.address, `${v1}/project/attributes/color`)).status).toBe(404);
    expect(await read('instance/maintenance-event')).toBe('NONE');
  });

  test('has Compute Engine’s limits', async () => {
    await using server = await startServer();
    server.set(`project/attributes/${'k'.repeat(128)}`, '');
    server.set('project/attributes/a', 'x'.repeat(256 * 1024));
    const { body } = await get(server.address, `${v1}/project/attributes/a`);
    expect(body).toHaveLength(256 * 1024);
    expect(() => server.set('project/attributes/b', 'x'.repeat(256 * 1024))).toThrow(refused('FB5211'));
    expect(server.get('project/attributes/b')).toBeNull();
    server.set('project/attributes/a', 'x');
    server.set('project/attributes/b', 'x'.repeat(256 * 1024));
  });

  test.each([
    ['instance/attributes/color', 'red', 'FB5210'],
    ['instance/name', 'red', 'FB5210'],
    ['project/project-id', 'red', 'FB5210'],
    ['project/attributes', 'red', 'FB5210'],
    ['project/attributes/', 'red', 'FB5210'],
    ['/project/attributes/color', 'red', 'FB5210'],
    ['project/attributes/two words', 'red', 'FB5210'],
    ['project/attributes/a/b', 'red', 'FB5210'],
    ['project/attributes/gr\u00fcn', 'red', 'FB5210'],
    ['project/attributes/color\n', 'red', 'FB5210'],
    [`project/attributes/${'k'.repeat(129)}`, 'red', 'FB5210'],
    ['project/attributes/color', 'ü'.repeat(131_073), 'FB5211'],
    ['instance/maintenance-event', 'SOON', 'FB5211'],
    ['instance/maintenance-event', '', 'FB5211'],
  ])('%s: refused', async (path, value, code) => {
    await using server = await startServer();
    expect(() => server.set(path, value)).toThrow(refused(code));
  });

  test.each(['project/attributes/none', 'project/attributes/google-compute-default-zone', 'instance/name'])(
    '%s: nothing to delete',
    async (path) => {
      await using server = await startServer();
      expect(() => server.delete(path)).toThrow(refused('FB5212'));
    },
  );

  test('a server with metadata that cannot be set does not start', async () => {
    await expect(startServer({ projectMetadata: { 'two words': '' } })).rejects.toThrow(refused('FB5210'));
  });
});
