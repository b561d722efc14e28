import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkKinds } from '../../../src/contract/index.ts';
import { packageFolder } from '../../../src/core/index.ts';

const page = join(packageFolder(), 'docs/contract.md');
const marker = '## The checks\n';

test('docs/contract.md lists the checks of the table, and no others', () => {
  const text = readFileSync(page, 'utf8');
  const head = text.slice(0, text.indexOf(marker) + marker.length);
  const sections = checkKinds.map(
    ({ id, title, why, fix }) => `\n### ${id}\n\nIt ${title}.\n\nWhy: ${why}\n\nWhere it fails: ${fix}\n`,
  );
  const wanted = [head, ...sections].join('');
  if (process.env['UPDATE_GOLDEN']) writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});

test('every check has an id of its own', () => {
  const ids = checkKinds.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
