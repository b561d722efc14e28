import { expect, test } from 'vitest';
import { labels } from '../../../src/core/index.ts';
import { inputsOf, reasonToBuild } from '../../../src/project/inputs.ts';

const material = (files: Record<string, string>, base = 'b1', buildArgs: Record<string, string> = {}) =>
  inputsOf({
    context: { digests: files, files: 1, bytes: 1, entries: [], dockerfile: null, pack: () => null as never },
    base: { reference: 'base', id: 'x', from: 'local', digest: base },
    dockerfile: { text: '', secrets: {}, buildArgs: {}, extraHosts: [], diagnostics: [] },
    options: { buildArgs, platform: null },
  });
const before = material({ 'main.py': 'a'.repeat(64), 'old.py': 'b'.repeat(64) });
const reason = (inputs: ReturnType<typeof material>, tags: readonly string[] = ['app:latest']) =>
  reasonToBuild({ previous: before.labels, inputs, tags, wanted: ['app:latest'], noCache: false });

test('equal inputs need no build', () => {
  expect(reason(material({ 'old.py': 'b'.repeat(64), 'main.py': 'a'.repeat(64) }))).toBeNull();
});

test('what changed, came and went is named', () => {
  const text = reason(material({ 'main.py': 'c'.repeat(64), 'new.py': 'd'.repeat(64) }));
  expect(text).toMatch(/main\.py.*new\.py.*old\.py/);
});

test('another base, other arguments and another name are reasons too', () => {
  expect(reason(material({ 'main.py': 'a'.repeat(64), 'old.py': 'b'.repeat(64) }, 'b2'))).toContain(
    'base image',
  );
  expect(
    reason(material({ 'main.py': 'a'.repeat(64), 'old.py': 'b'.repeat(64) }, 'b1', { A: '1' })),
  ).toContain('build arguments');
  expect(reason(before, [])).toContain('app:latest');
});

test('without an image before there is a reason, and --no-cache is one by itself', () => {
  const given = { inputs: before, tags: ['app:latest'], wanted: ['app:latest'] };
  expect(reasonToBuild({ ...given, previous: null, noCache: false })).not.toBeNull();
  expect(reasonToBuild({ ...given, previous: before.labels, noCache: true })).not.toBeNull();
});

test('a label that is not ours to read still gives a reason', () => {
  const previous = { [labels.inputs]: 'other', [labels.inputDigests]: '{"cut' };
  expect(reasonToBuild({ previous, inputs: before, tags: [], wanted: [], noCache: false })).not.toBeNull();
});
