import { withoutOwnMounts } from '../context/index.ts';
import { error, FlexbuildError, spanAt, type Diagnostic, type Span } from '../core/index.ts';
import { buildFailureOf, type BuildFailure } from '../engine/index.ts';
import type { SourceTree } from '../source/index.ts';

interface Files {
  readonly source: SourceTree;
  /** The Dockerfile as it is on disk, or as it was generated. */
  readonly dockerfile: { readonly path: string; readonly original: string };
}

/**
 * The error of a failed build, with the place that is to blame: the line of requirements.txt that pip stumbled over, else
 * the instruction in the Dockerfile. What is no failed build comes back as it is.
 */
export function explainFailure(thrown: unknown, files: Files): unknown {
  const failed = buildFailureOf(thrown);
  if (!failed || !(thrown instanceof FlexbuildError)) return thrown;
  const [first, ...rest] = thrown.diagnostics;
  const at = instructionSpan(failed, files.dockerfile);
  const step = { ...first, message: withoutOwnMounts(first.message), at: first.at ?? at };
  const requirement = missingRequirement(failed, files.source);
  // Behind the step's whole output, since the end is what a terminal shows.
  return new FlexbuildError([step, ...rest, ...(requirement ? [requirement] : [])], { cause: thrown });
}

function instructionSpan(
  { line, instruction }: BuildFailure,
  { path, original }: Files['dockerfile'],
): Span | null {
  const number = line ?? lineOf(original, instruction);
  if (number === null) return null;
  const lines = original.split('\n');
  const startOffset = lines.slice(0, number - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const text = lines[number - 1] ?? '';
  return spanAt({
    file: path,
    text: original,
    startOffset,
    endOffset: startOffset + Math.max(1, text.length),
  });
}

/** Where the builder only repeats the instruction, its first words find it again. */
function lineOf(dockerfile: string, instruction: string | null): number | null {
  if (instruction === null) return null;
  const [keyword = '', argument = ''] = withoutOwnMounts(instruction).split(/\s+/);
  const index = dockerfile.split('\n').findIndex((line) => line.startsWith(`${keyword} ${argument}`));
  return index === -1 ? null : index + 1;
}

/** pip's own words, all versions since 9. */
const pipComplaints = [
  /No matching distribution found for ([A-Za-z0-9][\w.-]*)/,
  /Could not find a version that satisfies the requirement ([A-Za-z0-9][\w.-]*)/,
];

function missingRequirement({ output }: BuildFailure, source: SourceTree): Diagnostic | null {
  const name = output.flatMap(({ text }) =>
    pipComplaints.flatMap((complaint) => complaint.exec(text)?.[1] ?? []),
  )[0];
  const text = source.readText('requirements.txt');
  if (name === undefined || text === null) return null;
  const startOffset = requirementOffset(text, name);
  if (startOffset === null) return null;
  const line = /[^\s;#]*/.exec(text.slice(startOffset))?.[0] ?? name;
  return error({
    code: 'FB3206',
    message: `pip finds no package for "${line}"`,
    hint: 'Check its name and version; a package of your own index needs that index in PIP_INDEX_URL or in requirements.txt.',
    at: spanAt({ file: 'requirements.txt', text, startOffset, endOffset: startOffset + line.length }),
  });
}

/** PEP 503: names are equal but for case and runs of `-_.`. */
function requirementOffset(text: string, name: string): number | null {
  const pattern = name.replace(/[-_.]+/g, '[-_.]+');
  const found = new RegExp(`^[ \\t]*(${pattern})(?![\\w.-])`, 'im').exec(text);
  return found ? found.index + found[0].length - name.length : null;
}
