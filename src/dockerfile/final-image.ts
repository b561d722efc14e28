import type { Dockerfile, Instruction } from './types.ts';
import { unquoted, wordsOf } from './words.ts';

/** What the image of a Dockerfile's last stage will say of itself, as far as the Dockerfile tells. */
export interface FinalImage {
  /** The FROM of the last stage. */
  readonly from: Instruction;
  /** The image that it starts from in the end, stages followed: `python:3.13-slim`, `scratch`. */
  readonly base: string;
  readonly entrypoint: ImageCommand | null;
  readonly command: ImageCommand | null;
  readonly env: Readonly<Record<string, string>>;
}

/** An ENTRYPOINT or a CMD: a JSON array, or a text for a shell. */
export type ImageCommand =
  | { readonly form: 'exec'; readonly argv: readonly string[]; readonly instruction: Instruction }
  | {
      readonly form: 'shell';
      readonly shell: readonly string[];
      readonly text: string;
      readonly instruction: Instruction;
    };

/** Null where there is no FROM. */
export function finalImage({ instructions }: Dockerfile): FinalImage | null {
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') stages.push(stageFrom(instruction, stages));
    else stages.at(-1)?.instructions.push(instruction);
  }
  const last = stages.at(-1);
  if (!last) return null;
  const line = lineage(last);
  const image = line.reduce<Settings>(
    (inherited, { instructions: own }) => own.reduce(apply, startOf(own, inherited)),
    { entrypoint: null, command: null, env: {}, shell: ['/bin/sh', '-c'] },
  );
  const { entrypoint, command, env } = image;
  return { from: last.from, base: line[0]?.base ?? last.base, entrypoint, command, env };
}

interface Stage {
  readonly from: Instruction;
  /** As FROM writes it. */
  readonly base: string;
  readonly name: string | null;
  readonly parent: Stage | null;
  readonly instructions: Instruction[];
}

function stageFrom(from: Instruction, earlier: readonly Stage[]): Stage {
  const [base = '', as = '', name] = wordsOf(from.argument).map(unquoted);
  const isNamed = as.toLowerCase() === 'as' && name !== undefined;
  const parent = earlier.findLast((stage) => stage.name === base.toLowerCase()) ?? null;
  return { from, base, name: isNamed ? name.toLowerCase() : null, parent, instructions: [] };
}

/** From the first stage to `stage`, each the base of the next. */
function lineage(stage: Stage): readonly Stage[] {
  return stage.parent === null ? [stage] : [...lineage(stage.parent), stage];
}

type Settings = Pick<FinalImage, 'entrypoint' | 'command' | 'env'> & { readonly shell: readonly string[] };

/** An ENTRYPOINT takes back the CMD of the image that its stage starts from. */
function startOf(own: readonly Instruction[], inherited: Settings): Settings {
  return own.some(({ keyword }) => keyword === 'ENTRYPOINT') ? { ...inherited, command: null } : inherited;
}

function apply(image: Settings, instruction: Instruction): Settings {
  const { keyword, argument } = instruction;
  switch (keyword) {
    case 'ENTRYPOINT':
      return { ...image, entrypoint: commandOf(instruction, image.shell) };
    case 'CMD':
      return { ...image, command: commandOf(instruction, image.shell) };
    case 'SHELL':
      return { ...image, shell: jsonArray(argument) ?? image.shell };
    case 'ENV':
      return { ...image, env: { ...image.env, ...variablesIn(argument) } };
    default:
      return image;
  }
}

function commandOf(instruction: Instruction, shell: readonly string[]): ImageCommand | null {
  const argv = jsonArray(instruction.argument);
  // An empty list, or none at all, takes back what was there.
  if (instruction.argument === '' || argv?.length === 0) return null;
  return argv
    ? { form: 'exec', argv, instruction }
    : { form: 'shell', shell, text: instruction.argument, instruction };
}

function jsonArray(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
  } catch {
    return null;
  }
}

/** `A=1 B="2 3"`, or `A the rest`. */
function variablesIn(argument: string): Readonly<Record<string, string>> {
  const words = wordsOf(argument);
  if (words[0]?.includes('=') !== true) {
    const [, name, value] = /^(\S+)\s+([\s\S]*)$/.exec(argument) ?? [];
    return name === undefined ? {} : { [name]: unquoted(value ?? '') };
  }
  const pairs = words.map((word) => {
    const equals = word.indexOf('=');
    return [unquoted(word.slice(0, equals)), unquoted(word.slice(equals + 1))] as const;
  });
  return Object.fromEntries(pairs);
}
