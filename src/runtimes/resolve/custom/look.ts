import { spansIn, warning, type Diagnostic, type Span } from '../../../core/index.ts';
import {
  finalImage,
  readDockerfile,
  stretchOf,
  type FinalImage,
  type ImageCommand,
  type Instruction,
} from '../../../dockerfile/index.ts';
import { shellCommandOf } from '../../entrypoint/shell-command.ts';
import { builderSyntax } from './builder-syntax.ts';
import type { CustomData } from './data.ts';
import { launchedBy, shellText } from './launch.ts';
import { listening } from './listening.ts';

/** What a Dockerfile's text tells of a deployment that will fail, each at its place, in the order of the lines. */
export function lookAtDockerfile({
  file,
  text,
  env,
  data,
  withBuildKit,
}: {
  /** Its path, for messages. */
  readonly file: string;
  readonly text: string;
  /** `env_variables`. */
  readonly env: Readonly<Record<string, string>>;
  readonly data: CustomData;
  /** Whether whatever deploys it builds with BuildKit. */
  readonly withBuildKit: boolean;
}): readonly Diagnostic[] {
  const dockerfile = readDockerfile(text);
  const image = finalImage(dockerfile);
  const spanOf = spansIn({ file, text });
  const found = [
    ...(withBuildKit ? [] : builderSyntax(dockerfile, spanOf)),
    ...(image === null ? [] : commandProblems(image, spanOf)),
    ...(image === null
      ? []
      : listening({
          launched: launchedBy(image),
          env: { ...image.env, ...env },
          data,
          placeOf: ({ instruction }, word) => placeOf({ instruction, word }, spanOf),
        })),
  ];
  return found.toSorted((a, b) => (a.at?.start.offset ?? 0) - (b.at?.start.offset ?? 0));
}

type SpanOf = (startOffset: number, endOffset: number) => Span;

function commandProblems(image: FinalImage, spanOf: SpanOf): readonly Diagnostic[] {
  const { entrypoint, command, base, from } = image;
  const said = [entrypoint, command].filter((found) => found !== null);
  if (said.length === 0) return [nothingToRun({ base, from }, spanOf)];
  return said.flatMap((found) => [
    ...unexpanded(found, spanOf),
    ...keptSignals({ command: found, base }, spanOf),
  ]);
}

function nothingToRun({ base, from }: Pick<FinalImage, 'base' | 'from'>, spanOf: SpanOf): Diagnostic {
  const unless =
    base === 'scratch' ? '' : `, so unless ${base} has one that serves the app, it does not start`;
  return warning({
    code: 'FB2056',
    message: `the last stage has neither CMD nor ENTRYPOINT${unless}`,
    hint: 'End the Dockerfile with a CMD that starts the server on port 8080.',
    at: spanOf(from.start, from.end),
  });
}

function unexpanded(command: ImageCommand, spanOf: SpanOf): readonly Diagnostic[] {
  if (command.form === 'shell' || shellText(command) !== null) return [];
  const variable = /\$(\w+|\{\w+\})/.exec(command.argv.join(' '))?.[0];
  if (variable === undefined) return [];
  return [
    warning({
      code: 'FB2023',
      message: `exec form runs without a shell, so ${variable} stays as it is written`,
      hint: 'Write the value itself (the port is always 8080), or leave the JSON array and write `exec` in front.',
      at: placeOf({ instruction: command.instruction, word: variable }, spanOf),
    }),
  ];
}

/** dash, the `sh` of Debian and Ubuntu, starts even a single command as a child; bash and busybox's sh replace themselves by it. */
function keptSignals(
  { command, base }: { readonly command: ImageCommand; readonly base: string },
  spanOf: SpanOf,
): readonly Diagnostic[] {
  const given = shellText(command);
  if (given === null) return [];
  const { shell, text } = given;
  const replacesItself = shell === 'bash' || /alpine|busybox/.test(base);
  const read = shellCommandOf(text, replacesItself ? 'bash' : 'sh');
  const stays = read.keepsSignals || (read.execAdded && !replacesItself);
  if (!stays || read.unclosed) return [];
  return [
    warning({
      code: 'FB2024',
      message: `${shell} stays in front of the app and keeps SIGTERM to itself, so the app is killed without notice when it is stopped`,
      hint: read.execAdded
        ? `Put \`exec\` in front: \`${command.instruction.keyword} exec …\`.`
        : 'Put `exec` in front of the command that serves: `prepare && exec serve`.',
      at: placeOf({ instruction: command.instruction, word: '' }, spanOf),
    }),
  ];
}

/** Where `word` stands in an instruction's argument; all of that where it is not there as it is. */
function placeOf(
  { instruction, word }: { readonly instruction: Instruction; readonly word: string },
  spanOf: SpanOf,
): Span {
  const { argument } = instruction;
  const whole = word === '' ? -1 : argument.search(wholeWord(word));
  // `-p5000` has it within a word.
  const from = whole === -1 && word !== '' ? argument.indexOf(word) : whole;
  const part = from === -1 ? { from: 0, to: argument.length } : { from, to: from + word.length };
  const { start, end } = stretchOf(instruction, part);
  return spanOf(start, end);
}

/** 80 is not in 8080, nor in 0.80. */
function wholeWord(word: string): RegExp {
  const before = /^\w/.test(word) ? '(?<![\\w.])' : '';
  return new RegExp(`${before}${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`);
}
