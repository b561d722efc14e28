import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  codeExampleOf,
  codes,
  packageFolder,
  type CodeExample,
  type DiagnosticCode,
} from '../../../src/core/index.ts';

const page = join(packageFolder(), 'docs/errors.md');
const marker = '| code | fault | what is wrong |\n|---|---|---|\n';

const rows = await Promise.all(
  Object.entries(codes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(async ([code, row]) => ({ code, ...row, example: await codeExampleOf(code as DiagnosticCode) })),
);

test('docs/errors.md lists the codes of the table with their examples, and no others', () => {
  const table = rows.map(
    ({ code, fault, title }) => `| [${code}](#${code.toLowerCase()}) | ${fault} | ${title} |\n`,
  );
  const sections = rows.map(({ code, title, example }) => `\n## ${code}\n\n${title}.\n${exampleOf(example)}`);
  const text = readFileSync(page, 'utf8');
  const head = text.slice(0, text.indexOf(marker) + marker.length);
  const wanted = [head, ...table, ...sections].join('');
  if (process.env['UPDATE_GOLDEN']) writeFileSync(page, wanted);
  expect(readFileSync(page, 'utf8')).toBe(wanted);
});

test('every code has an example: a row in src/core/code-examples', () => {
  expect(rows.filter(({ example }) => example === null).map(({ code }) => code)).toEqual([]);
});

function exampleOf(found: CodeExample | null): string {
  return found === null ? '' : `\n${sample(found.example)}\nFix:\n\n${sample(found.fix)}`;
}

function sample(given: CodeExample['example']): string {
  if (typeof given === 'string') return `${given}\n`;
  return Object.entries(given)
    .map(
      ([path, text]) =>
        `\`\`\`${languages[path.slice(path.lastIndexOf('.'))] ?? ''}\n# ${path}\n${text}\`\`\`\n`,
    )
    .join('\n');
}

const languages: Readonly<Record<string, string>> = {
  '.yaml': 'yaml',
  '.py': 'python',
  '.toml': 'toml',
  '.sh': 'sh',
};
