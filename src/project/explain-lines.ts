import type { Decision, PlannedFile } from '../plan/index.ts';
import { templateLoader, traceFiles, type TracedFile } from '../render/index.ts';

/** A line of a file that flexbuild generates. */
export interface ExplainedLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** What the line was made of; null for one that somebody wrote by hand. */
  readonly template: string | null;
  readonly decisions: readonly Decision[];
  /** Keys of app.yaml that decided it themselves. */
  readonly keys: readonly string[];
}

/** A file to explain: as it is generated, and what stands on disk in its place, where that is what counts. */
export interface FileToExplain {
  readonly file: PlannedFile;
  readonly onDisk: string | null;
}

/** Every line of the files, in order, with what led to it. */
export async function explainLines(
  files: readonly FileToExplain[],
  decisions: readonly Decision[],
): Promise<readonly ExplainedLine[]> {
  const traced = await traceFiles(
    files.map(({ file }) => file),
    templateLoader(),
  );
  const explained = files.map(async ({ file, onDisk }, index) => {
    const made = (traced[index]?.lines ?? []).map((line) => reasonsOf(line, { file, decisions }));
    const lines = onDisk === null ? made : await asOnDisk(made, onDisk);
    return lines.map((line, row) => ({ ...line, path: file.path, line: row + 1 }));
  });
  return (await Promise.all(explained)).flat();
}

type Reasons = Omit<ExplainedLine, 'path' | 'line'>;

function reasonsOf(
  { text, names }: TracedFile['lines'][number],
  { file, decisions }: { readonly file: PlannedFile; readonly decisions: readonly Decision[] },
): Reasons {
  const { template, decidedBy, setBy } = file;
  const topics = new Set(names.flatMap((name) => decidedBy[name] ?? []));
  const own = decisions.filter(({ topic }) => topics.has(topic));
  const keys = [...new Set(names.flatMap((name) => setBy[name] ?? []))];
  // What nothing else decided is the same for every app of this runtime.
  return { text, template, decisions: own, keys: own.length + keys.length === 0 ? ['runtime'] : keys };
}

/** The lines of the file on disk; those that the generated file has as well have its reasons. */
async function asOnDisk(made: readonly Reasons[], onDisk: string): Promise<readonly Reasons[]> {
  const { diffArrays } = await import('diff');
  const written = onDisk.replace(/\r?\n$/, '').split(/\r?\n/);
  const reasons = made[Symbol.iterator]();
  return diffArrays(
    made.map(({ text }) => text),
    written,
  ).flatMap(({ value, added, removed }) => {
    if (added) return value.map((text) => ({ text, template: null, decisions: [], keys: [] }));
    const common = reasons.take(value.length).toArray();
    return removed ? [] : common;
  });
}
