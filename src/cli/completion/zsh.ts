import { firstWords, membersOf, type CompletedCommand, type CompletedFlag } from './tree.ts';

/** Completion for zsh: to evaluate after compinit, or as a file `_flexbuild` in fpath. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const isGroup = (word: string): boolean => membersOf(word, commands).length > 0;
  const single = commands.filter(({ words }) => words.length === 1 && !isGroup(words[0]));
  const groups = firstWords(commands).filter(({ word }) => isGroup(word));
  return `#compdef flexbuild
# zsh completion for flexbuild: eval "$(flexbuild completion zsh)", after compinit
_flexbuild() {
  local -a commands
  commands=(
${firstWords(commands).map(described).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  case $words[2] in
${single.map((command) => commandCase(command, 4)).join('\n')}
${groups.map(({ word }) => groupCase(word, commands)).join('\n')}
  esac
}
if [[ $funcstack[1] == _flexbuild ]]; then
  _flexbuild "$@"
else
  compdef _flexbuild flexbuild
fi
`;
}

function described({ word, summary }: { readonly word: string; readonly summary: string }): string {
  return `    ${quoted(`${word}:${summary.replaceAll(':', '\\:')}`)}`;
}

function groupCase(word: string, commands: readonly CompletedCommand[]): string {
  const members = membersOf(word, commands);
  // One that is a command of its own as well has flags instead of another word.
  const own = commands.filter(({ words }) => words.length === 1 && words[0] === word);
  return `    ${word})
      commands=(
${members.map(({ words, summary }) => `    ${described({ word: words[1] ?? '', summary })}`).join('\n')}
      )
      if (( CURRENT == 3 )) && [[ $PREFIX != -* ]]; then
        _describe -t commands command commands
        return
      fi
      case $words[3] in
${[...members.map((command) => commandCase(command, 8)), ...own.map((command) => commandCase(command, 8, '*'))].join('\n')}
      esac
      ;;`;
}

function commandCase({ words, flags }: CompletedCommand, indent: number, label = words.at(-1)): string {
  const margin = ' '.repeat(indent);
  const specs = [...flags.map(spec), quoted('--help[print help]'), quoted('*:file:_files')];
  // What follows reads the words from the command's own on.
  return `${margin}${label ?? ''})
${margin}  shift ${words.length} words; (( CURRENT -= ${words.length} ))
${margin}  _arguments \\
${specs.map((text) => `${margin}    ${text}`).join(' \\\n')}
${margin}  ;;`;
}

/** zshcompsys(1), "_arguments". */
function spec({ short, long, help, value, repeatable }: CompletedFlag): string {
  const text = help.replaceAll(/[[\]\\]/g, '\\$&');
  const names = short === null || repeatable ? [long] : [short, long];
  const excludes = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => quoted(`${excludes}${name}[${text}]${action(value)}`)).join(' ');
}

function action(value: CompletedFlag['value']): string {
  if (value === null) return '';
  if (value.kind === 'one-of') return `:value:(${value.choices.join(' ')})`;
  return value.kind === 'file' ? ':file:_files' : ':value: ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
