import type { Refusal } from './types.ts';

/** What people write, and what they mean; the first that fits. */
const mistakes: readonly { readonly pattern: RegExp; readonly problem: string; readonly hint: string }[] = [
  {
    pattern: /^[^@]*\//,
    problem: "is not among the app's files",
    hint: 'Add it to the app, or remove the line.',
  },
  { pattern: /^[\w.-]+\s*=[^=]/, problem: 'has = where == belongs', hint: 'Write ==.' },
  {
    pattern: /(?:>=?|<=?|~=)[^,=]*\.\*/,
    problem: 'has .* where only whole versions can be compared',
    hint: 'Leave out `.*`: it goes with == and != alone.',
  },
  { pattern: /^[^[]*\[[^\]]*$/, problem: 'opens a bracket and never closes it', hint: 'Close it.' },
  { pattern: /~=\s*\d+\s*(,|$)/, problem: 'has ~= with a single number', hint: 'Write two: `~=3.0`.' },
  {
    pattern: /^[\w.-]+(\[.*\])?\s+v?\d/,
    problem: 'has nothing between name and version',
    hint: 'Write `NAME==VERSION`.',
  },
];

/** Why `text` is no requirement of PEP 508. */
export function unreadable(text: string): Refusal {
  const shown = shortened(text);
  const mistake = mistakes.find(({ pattern }) => pattern.test(shown));
  return mistake
    ? { problem: `${shown} ${mistake.problem}`, hint: mistake.hint }
    : {
        problem: `it cannot read "${shown}"`,
        hint: 'Write `NAME==VERSION`, `NAME[EXTRA]>=1,<2` or `NAME @ URL`.',
      };
}

const shownLength = 200;

/** Fit for a message, whatever the file is. */
export function shortened(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
