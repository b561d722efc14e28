import { firstWords, membersOf, type CompletedCommand, type CompletedFlag } from './tree.ts';

/** Completion for fish 3 and later. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const groups = firstWords(commands).filter(({ word }) => membersOf(word, commands).length > 0);
  const lines = [
    ...firstWords(commands).map(({ word, summary }) => subcommand([], word, summary)),
    ...groups.flatMap(({ word }) =>
      membersOf(word, commands).map(({ words, summary }) => subcommand([word], words[1] ?? '', summary)),
    ),
    ...commands.flatMap(({ words, flags }) => flags.map((flag) => flagLine(words, flag))),
  ];
  return `# fish completion for flexbuild: flexbuild completion fish | source
function __flexbuild_begins --description 'The command line begins with these words'
    set -l words (commandline -opc)
    set -l last (math 1 + (count $argv))
    test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
end
function __flexbuild_is_at --description 'The next word is the one after these'
    set -l words (commandline -opc)
    test (count $words) -eq (math 1 + (count $argv)); and test "$words[2..-1]" = "$argv"
end
${lines.join('\n')}
`;
}

function subcommand(before: readonly string[], word: string, summary: string): string {
  return `complete -c flexbuild -f -n '__flexbuild_is_at ${before.join(' ')}' -a ${word} -d ${quoted(summary)}`;
}

function flagLine(words: readonly string[], { short, long, help, value }: CompletedFlag): string {
  const names = [`-l ${long.slice(2)}`, ...(short === null ? [] : [`-s ${short.slice(1)}`])];
  return [
    `complete -c flexbuild -n '__flexbuild_begins ${words.join(' ')}'`,
    ...names,
    ...valueParts(value),
    `-d ${quoted(help)}`,
  ].join(' ');
}

function valueParts(value: CompletedFlag['value']): readonly string[] {
  if (value === null) return [];
  if (value.kind === 'one-of') return ['-x', `-a ${quoted(value.choices.join(' '))}`];
  return [value.kind === 'file' ? '-r' : '-x'];
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
