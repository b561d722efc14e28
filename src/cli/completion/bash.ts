import { firstWords, membersOf, type CompletedCommand } from './tree.ts';

/** Completion for bash 4 and later. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const first = firstWords(commands).map(({ word }) => word);
  const groups = first.filter((word) => membersOf(word, commands).length > 0);
  return `# bash completion for flexbuild: eval "$(flexbuild completion bash)"
_flexbuild() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${first.join(' ')} --help --version" -- "$cur"))
    return
  fi
  case $command in
${groups.map((word) => groupCase(word, commands)).join('\n')}
  esac
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  [[ $cur == -* ]] || return
  case $command in
${commands.map(flagsCase).join('\n')}
  esac
}
complete -o default -F _flexbuild flexbuild
`;
}

function groupCase(word: string, commands: readonly CompletedCommand[]): string {
  const members = membersOf(word, commands).map(({ words }) => words[1]);
  return `    ${word})
      if ((COMP_CWORD == 2)) && [[ $cur != -* ]]; then
        COMPREPLY=($(compgen -W "${members.join(' ')}" -- "$cur"))
        return
      fi
      case \${COMP_WORDS[2]} in
        ${members.join(' | ')}) command="${word} \${COMP_WORDS[2]}" ;;
      esac
      ;;`;
}

function valueCases({ words, flags }: CompletedCommand): readonly string[] {
  return flags.flatMap(({ short, long, value }) => {
    if (value === null || value.kind === 'file') return [];
    const patterns = [short, long]
      .filter((name) => name !== null)
      .map((name) => `"${words.join(' ')} ${name}"`);
    const reply =
      value.kind === 'one-of'
        ? `COMPREPLY=($(compgen -W "${value.choices.join(' ')}" -- "$cur")); return`
        : 'compopt +o default; return';
    return [`    ${patterns.join(' | ')}) ${reply} ;;`];
  });
}

function flagsCase({ words, flags }: CompletedCommand): string {
  const names = flags.map(({ long }) => long).concat('--help');
  return `    "${words.join(' ')}") COMPREPLY=($(compgen -W "${names.join(' ')}" -- "$cur")) ;;`;
}
