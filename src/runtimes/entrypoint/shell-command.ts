import { readShellText, type ShellText, type ShellWord } from './shell-text.ts';

/** The shells that the platform's two generations of images use. */
export type Shell = 'bash' | 'sh';

/** What a shell makes of an entrypoint. */
export interface ShellCommand {
  /** What to give to `SHELL -c`: with `exec` in front where that is right. */
  readonly text: string;
  readonly execAdded: boolean;
  /** The simple commands in it, in order, each as its words. */
  readonly commands: readonly (readonly ShellWord[])[];
  /** The shell stays PID 1 and keeps SIGTERM to itself: the app is killed after the grace period. */
  readonly keepsSignals: boolean;
  readonly unclosed: ShellText['unclosed'];
}

/**
 * Reads an entrypoint as `shell` would and puts `exec` in front of it where it is one simple command, so that the app, and not a
 * shell, gets the signals. `exec` in front of anything else changes what runs: `exec a && b` never comes to b, `exec FOO=1 a` looks
 * for a program named FOO=1, `exec cd x` for one named cd.
 */
export function shellCommandOf(entrypoint: string, shell: Shell): ShellCommand {
  const text = entrypoint.trim();
  const read = readShellText(text);
  const commands = commandsOf(read);
  const execAdded = read.unclosed === null && isSimpleProgram(read, commands);
  return {
    text: execAdded ? `exec ${text}` : text,
    execAdded,
    commands,
    keepsSignals: !execAdded && shellStays({ read, commands, shell }),
    unclosed: read.unclosed,
  };
}

function commandsOf({ tokens }: ShellText): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [[]];
  let isTarget = false;
  for (const token of tokens) {
    if (token.kind === 'control') commands.push([]);
    else if (token.kind === 'word' && !isTarget) commands.at(-1)?.push(token);
    isTarget = token.kind === 'redirect';
  }
  return commands.filter((command) => command.length > 0);
}

function isSimpleProgram(read: ShellText, commands: ShellCommand['commands']): boolean {
  if (read.nested || read.tokens.some((token) => token.kind === 'control')) return false;
  const first = commands[0]?.[0];
  if (first === undefined) return false;
  if (assignment.test(first.raw) || builtins.has(first.text)) return false;
  return !(first.plain && keywords.has(first.text));
}

/** bash (5.1 and later) replaces itself by the last command of a list; dash never does, and no shell does for a pipe or with substitutions. */
function shellStays({
  read,
  commands,
  shell,
}: {
  readonly read: ShellText;
  readonly commands: ShellCommand['commands'];
  readonly shell: Shell;
}): boolean {
  if (commands.some(([first]) => first !== undefined && (first.text === 'exec' || first.text === 'trap')))
    return false;
  const controls = read.tokens.flatMap((token) => (token.kind === 'control' ? [token.raw] : []));
  const isList = controls.every((control) => ['&&', '||', ';', '\n'].includes(control));
  return shell === 'sh' || read.nested || !isList;
}

const assignment = /^[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?\+?=/;

/** POSIX §2.4 and bash's own. */
const keywords = new Set(
  '! { } case do done elif else esac fi for if in then until while [[ ]] function select time coproc'.split(
    ' ',
  ),
);

/** POSIX §1.6 and §2.14, dash's and bash's: what is no program, or is another one than the program of that name. */
const builtins = new Set(
  (
    '. : [ alias bg bind break builtin caller cd chdir command compgen complete compopt continue declare dirs disown echo ' +
    'enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd ' +
    'pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias ' +
    'unset wait'
  ).split(' '),
);
