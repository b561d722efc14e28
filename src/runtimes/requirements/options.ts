import { closest } from '../../core/index.ts';
import type { PipOption, Refusal } from './types.ts';

/** What pip makes of a line: what comes before the first option, and the options. */
export type SplitLine = { readonly requirement: string; readonly options: readonly PipOption[] } | Refusal;

/** Options that a requirements file may have: `SUPPORTED_OPTIONS` in the source of pip 26. */
const known: readonly { readonly names: readonly [string, ...string[]]; readonly takesValue: boolean }[] = [
  { names: ['index-url', 'pypi-url'], takesValue: true },
  { names: ['extra-index-url'], takesValue: true },
  { names: ['no-index'], takesValue: false },
  { names: ['constraint'], takesValue: true },
  { names: ['requirement'], takesValue: true },
  { names: ['editable'], takesValue: true },
  { names: ['find-links'], takesValue: true },
  { names: ['no-binary'], takesValue: true },
  { names: ['only-binary'], takesValue: true },
  { names: ['prefer-binary'], takesValue: false },
  { names: ['require-hashes'], takesValue: false },
  { names: ['no-require-hashes'], takesValue: false },
  { names: ['pre'], takesValue: false },
  { names: ['all-releases'], takesValue: true },
  { names: ['only-final'], takesValue: true },
  { names: ['trusted-host'], takesValue: true },
  { names: ['use-feature'], takesValue: true },
  { names: ['hash'], takesValue: true },
  { names: ['config-settings'], takesValue: true },
];

const short: Readonly<Record<string, string>> = {
  i: 'index-url',
  c: 'constraint',
  r: 'requirement',
  e: 'editable',
  f: 'find-links',
  C: 'config-settings',
};

/** Splits a line where pip does: at the first word that begins with a dash. */
export function splitLine(line: string): SplitLine {
  const words = line.split(' ');
  const first = words.findIndex((word) => word.startsWith('-'));
  if (first === -1) return { requirement: line, options: [] };
  const options = splitWords(words.slice(first).join(' '));
  if (options === null) return { problem: 'a quote is opened and never closed', hint: 'Close it.' };
  const read = readOptions(options);
  return 'problem' in read ? read : { requirement: words.slice(0, first).join(' '), options: read };
}

/** As Python's `shlex.split`; null where a quote or an escape has no end. */
function splitWords(text: string): readonly string[] | null {
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y;
  const words: string[] = [];
  let word: string | null = null;
  while (piece.lastIndex < text.length) {
    const [whole, single, double, escaped, plain] = piece.exec(text) ?? [];
    if (whole === undefined) return null;
    const said = single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? plain;
    if (said !== undefined) word = (word ?? '') + said;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

/** As Python's optparse: abbreviations of long names are taken, and words that belong to no option are passed over. */
function readOptions(words: readonly string[]): readonly PipOption[] | Refusal {
  const options: PipOption[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') continue;
    const { written, inline } = optionIn(word);
    const option = word.startsWith('--') ? longOption(written) : shortOption(written);
    if ('problem' in option) return option;
    if (!option.takesValue && inline !== null)
      return { problem: `--${option.name} takes no value`, hint: `Write \`--${option.name}\` alone.` };
    const value = option.takesValue ? (inline ?? words[++at]) : '';
    if (value === undefined)
      return { problem: `${written} is given no value`, hint: 'Write it behind the option.' };
    const refusal = valueRefusal(option.name, value);
    if (refusal !== null) return refusal;
    options.push({ name: option.name, value });
  }
  return options;
}

function optionIn(word: string): { readonly written: string; readonly inline: string | null } {
  if (!word.startsWith('--')) return { written: word.slice(0, 2), inline: word.slice(2) || null };
  const equals = word.indexOf('=');
  return equals === -1
    ? { written: word, inline: null }
    : { written: word.slice(0, equals), inline: word.slice(equals + 1) };
}

interface KnownOption {
  readonly name: string;
  readonly takesValue: boolean;
}

function longOption(written: string): KnownOption | Refusal {
  const given = written.slice(2);
  const all = known.flatMap(({ names, takesValue }) =>
    names.map((name) => ({ written: name, name: names[0], takesValue })),
  );
  const exact = all.find((option) => option.written === given);
  const near = exact ? [exact] : all.filter((option) => option.written.startsWith(given));
  const [only, ...others] = near;
  if (!only)
    return unknownOption(
      written,
      closest(
        given,
        all.map((option) => option.written),
      ),
    );
  if (others.length === 0) return only;
  const meanings = near.map((option) => `--${option.written}`).join(', ');
  return { problem: `${written} can mean ${meanings}`, hint: 'Write the whole name.' };
}

function shortOption(written: string): KnownOption | Refusal {
  const name = short[written.slice(1)];
  return name === undefined ? unknownOption(written, null) : { name, takesValue: true };
}

function unknownOption(written: string, near: string | null): Refusal {
  const hint =
    near === null ? "Remove it: a requirements file takes few of pip's options." : `Write --${near}.`;
  return { problem: `pip has no option ${written} in requirements files`, hint };
}

function valueRefusal(name: string, value: string): Refusal | null {
  if (name === 'hash' && !/^(sha256|sha384|sha512):/.test(value))
    return { problem: `"${value}" is no hash`, hint: 'Write `--hash=sha256:…`.' };
  if (name === 'config-settings' && !/^[^=]+=/.test(value))
    return { problem: `"${value}" is no setting`, hint: 'Write `--config-settings KEY=VALUE`.' };
  return null;
}
