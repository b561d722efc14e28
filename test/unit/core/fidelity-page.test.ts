import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tests = join(import.meta.dirname, '../..');
const page = readFileSync(join(tests, '../docs/fidelity.md'), 'utf8');
const kinds = ['unit', 'golden', 'contract', 'process', 'package', 'property', 'docker'];

test('the page of fidelity names tests that are there', () => {
  const named = [...page.matchAll(/`([a-z]+\/[^`\s]+)`/g)].map(([, name = '']) => name);
  const ofTests = named.filter((name) => kinds.includes(name.split('/', 1)[0] ?? ''));
  const missing = ofTests.filter(
    (name) => !['', '.test.ts', '.ts'].some((end) => existsSync(join(tests, `${name}${end}`))),
  );
  expect(missing).toEqual([]);
  expect(ofTests.length).toBeGreaterThan(100);
});
