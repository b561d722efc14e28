import { createColors } from 'picocolors';
import type { Finding } from '../../index.ts';

/** What a machine was found to be like: a line for each check, its fix below it, and a line that sums them up. */
export function formatFindings(
  findings: readonly Finding[],
  { colour }: { readonly colour: boolean },
): string {
  const colors = createColors(colour);
  const paint = {
    ok: colors.green,
    warning: colors.yellow,
    problem: colors.red,
    'not-applicable': colors.dim,
  } as const;
  const [wide, wider] = [(of: Finding) => words[of.state], (of: Finding) => of.check].map((part) =>
    Math.max(...findings.map((finding) => part(finding).length)),
  ) as [number, number];
  const rows = findings.flatMap(({ check, state, message, fix }) => [
    `${paint[state](words[state].padEnd(wide))}  ${check.padEnd(wider)}  ${message}`,
    ...(fix === null ? [] : [`${' '.repeat(wide + wider + 4)}${colors.cyan('fix')}: ${fix}`]),
  ]);
  return [...rows, '', sum(findings)].join('\n');
}

const words = { ok: 'ok', warning: 'warning', problem: 'problem', 'not-applicable': '-' } as const;

function sum(findings: readonly Finding[]): string {
  const counts = (['problem', 'warning'] as const).flatMap((state) => {
    const count = findings.filter((finding) => finding.state === state).length;
    return count === 0 ? [] : [`${String(count)} ${state}${count === 1 ? '' : 's'}`];
  });
  return counts.join(', ') || 'no problems';
}
