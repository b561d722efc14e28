import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codes, packageFolder } from '../../../src/core/index.ts';

const page = join(packageFolder(), 'docs/errors.md');
const marker = '| code | fault | what is wrong |\n|---|---|---|\n';

test('docs/errors.md lists the codes of the table, and no others', () => {
  const rows = Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, { fault, title }]) => `| ${code} | ${fault} | ${title} |\n`)
    .join('');
  const text = readFileSync(page, 'utf8');
  const head = text.slice(0, text.indexOf(marker) + marker.length);
  if (process.env['UPDATE_GOLDEN']) writeFileSync(page, head + rows);
  expect(readFileSync(page, 'utf8')).toBe(head + rows);
});
