import { describe, expect, test } from 'vitest';
import { changedInputs, summariseDigests } from '../../../src/context/index.ts';
import { sha256 } from '../../../src/core/index.ts';

test('what was added, changed and removed, in order', () => {
  const before = { b: '1', a: '1', gone: '1', toString: '1' };
  const after = { z: '1', b: '2', a: '1', constructor: '1' };
  expect(changedInputs(before, after)).toEqual({
    added: ['constructor', 'z'],
    changed: ['b'],
    removed: ['gone', 'toString'],
  });
});

describe('a summary', () => {
  test('has each file of a small app', () => {
    const digests = { 'main.py': sha256('1'), 'lib/a.py': sha256('2') };
    expect(summariseDigests(digests)).toEqual({
      'main.py': sha256('1').slice(0, 8),
      'lib/a.py': sha256('2').slice(0, 8),
    });
  });

  test('has the folders of a large one, fits a label, and still tells where the change is', () => {
    const paths = Array.from({ length: 10_000 }, (_, index) => `src/part${index % 40}/file${index}.py`);
    const large = (changed: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        ['main.py', ...paths].map((path) => [path, sha256(path === changed ? 'new' : path)]),
      );
    const summary = summariseDigests(large(''));
    expect(JSON.stringify(summary).length).toBeLessThanOrEqual(32_000);
    expect(Object.keys(summary)).toContain('main.py');
    const after = summariseDigests(large('src/part7/file7.py'));
    expect(changedInputs(summary, after)).toEqual({ added: [], changed: ['src/part7/'], removed: [] });
  });

  test('of ten thousand files in one folder is one digest', () => {
    const flat = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${String(index)}`, 'x']));
    expect(Object.keys(summariseDigests(flat))).toEqual(['./']);
  });
});
