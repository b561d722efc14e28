import type { CodeExample } from '../../index.ts';

/** The code of an error for people: what it means, an example, and its fix. */
export function formatCode({
  code,
  title,
  fault,
  exitCode,
  example,
  fix,
}: {
  readonly code: string;
  readonly title: string;
  readonly fault: string;
  readonly exitCode: number;
} & Partial<CodeExample>): string {
  const head = `${code}: ${title}\nfault: ${fault}, exit code ${exitCode}\n`;
  const parts = [
    example === undefined ? '' : `\nexample:\n${formatSample(example)}`,
    fix === undefined ? '' : `\nfix:\n${formatSample(fix)}`,
  ];
  return head + parts.join('');
}

function formatSample(sample: CodeExample['example']): string {
  if (typeof sample === 'string') return indented(`${sample}\n`);
  return Object.entries(sample)
    .map(([path, text]) => indented(`# ${path}\n${text}`))
    .join('\n');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
