import { createColors } from 'picocolors';
import type { CheckResult, ContractReport } from '../../index.ts';

/** What a contract suite has found, for people: a line for each check, more for those that failed, and a sum. */
export function formatContract(
  { service, host, results }: ContractReport,
  { colour }: { readonly colour: boolean },
): string {
  const colors = createColors(colour);
  const marks = {
    passed: colors.green('passed '),
    failed: colors.red('failed '),
    skipped: colors.yellow('skipped'),
  };
  const lines = results.flatMap((result) => [
    `${marks[result.outcome.kind]} ${result.id}: ${result.title}${timeOf(result)}`,
    ...detailOf(result).map((line) => `          ${printable(line)}`),
  ]);
  const sum = (['passed', 'failed', 'skipped'] as const)
    .map((kind) => `${results.filter(({ outcome }) => outcome.kind === kind).length} ${kind}`)
    .join(', ');
  const where = host === 'container' ? 'in a container' : 'as a plain process';
  return [...lines, '', `${service} ${where}: ${sum}`].join('\n');
}

/** Shorter ones say nothing. */
const leastShownMs = 100;

function timeOf({ durationMs }: CheckResult): string {
  return durationMs < leastShownMs ? '' : ` (${(durationMs / 1000).toFixed(1)} s)`;
}

function detailOf({ outcome, fix, at }: CheckResult): readonly string[] {
  switch (outcome.kind) {
    case 'passed':
      return [];
    case 'skipped':
      return [outcome.why];
    case 'failed': {
      const place = at === null ? [] : [`--> ${at.file}:${at.start.line}:${at.start.column}`];
      return [...place, outcome.reason, ...outcome.evidence.map((line) => `  ${line}`), `hint: ${fix}`];
    }
    default:
      return outcome satisfies never;
  }
}

/** What an app wrote must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll('\t', '    ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}
