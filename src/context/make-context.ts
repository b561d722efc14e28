import { packTar, type ArchiveEntry } from '../archive/index.ts';
import { byCodeUnits } from '../core/index.ts';
import type { FileSet } from '../render/index.ts';
import type { SourceEntry, SourceTree } from '../source/index.ts';
import { digestEntries } from './digest-entries.ts';
import type { BuildContext, IgnoreRules } from './types.ts';

/**
 * The app's files that `rules` let through, with `generated` in their place or beside them, and the Dockerfile as the
 * engine gets it. Owners are dropped; modes, links and modification times are kept, or all times are
 * `sourceDateEpoch` (seconds) where that is set. Reads every file once, for its digest.
 */
export async function makeContext({
  source,
  rules,
  generated,
  dockerfile,
  sourceDateEpoch,
}: {
  readonly source: SourceTree;
  readonly rules: IgnoreRules;
  readonly generated: FileSet;
  readonly dockerfile: { readonly path: string; readonly text: string } | null;
  readonly sourceDateEpoch: number | null;
}): Promise<BuildContext> {
  const found = [...filesOf(source, rules)];
  const timeMs = (modifiedMs: number): number =>
    sourceDateEpoch === null ? modifiedMs : sourceDateEpoch * 1000;
  const generatedMs = timeMs(newest(found));
  const added = generated.filter(({ path }) => !keepsOwn(source, path));
  const asGenerated = added.map(({ path, text }) => textEntry({ path, text, modifiedMs: generatedMs }));
  const all = byPath([...found.map((entry) => archiveEntry({ source, entry, timeMs })), ...asGenerated]);
  const always = alwaysSent({ source, dockerfile, timeMs, generatedMs });
  const digests = await digestEntries(byPath([...always, ...all]));
  const entries = all.filter(
    ({ path }) => !isBuildFile(path, dockerfile) || !rules.leavesOut({ path, kind: 'file' }),
  );
  const prepared = dockerfile ? [textEntry({ ...dockerfile, modifiedMs: generatedMs })] : [];
  const sizes = all.map((entry) => (entry.kind === 'file' ? entry.size : 0));
  return {
    digests,
    files: all.filter(({ kind }) => kind === 'file').length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    entries,
    dockerfile,
    pack: () => packTar(byPath([...always, ...all, ...prepared])),
  };
}

/** Depth first; what is passed over is not even looked into. */
function* filesOf(source: SourceTree, rules: IgnoreRules, folder = ''): Generator<SourceEntry> {
  for (const entry of source.entries(folder)) {
    if (entry.kind === 'directory' && rules.passesOver(entry.path)) continue;
    if (!rules.leavesOut(entry)) yield entry;
    if (entry.kind === 'directory') yield* filesOf(source, rules, entry.path);
  }
}

/** An app's own .dockerignore stays, as it does when the files are written beside it. */
function keepsOwn(source: SourceTree, path: string): boolean {
  return path === '.dockerignore' && source.entry(path) !== null;
}

/** `docker build` sends these two whatever .dockerignore says: the engine reads them. */
function alwaysSent({
  source,
  dockerfile,
  timeMs,
  generatedMs,
}: {
  readonly source: SourceTree;
  readonly dockerfile: { readonly path: string; readonly text: string } | null;
  readonly timeMs: (modifiedMs: number) => number;
  readonly generatedMs: number;
}): readonly ArchiveEntry[] {
  const paths = dockerfile ? [dockerfile.path, '.dockerignore'] : ['.dockerignore'];
  const own = paths.flatMap((path) => source.entry(path) ?? []);
  const written = own.map((entry) => archiveEntry({ source, entry, timeMs }));
  return dockerfile ? [textEntry({ ...dockerfile, modifiedMs: generatedMs }), ...written] : written;
}

function isBuildFile(path: string, dockerfile: { readonly path: string } | null): boolean {
  return path === '.dockerignore' || path === dockerfile?.path;
}

function archiveEntry({
  source,
  entry,
  timeMs,
}: {
  readonly source: SourceTree;
  readonly entry: SourceEntry;
  readonly timeMs: (modifiedMs: number) => number;
}): ArchiveEntry {
  const { path, mode, size } = entry;
  const modifiedMs = timeMs(entry.modifiedMs);
  switch (entry.kind) {
    case 'file':
      return { kind: 'file', path, mode, modifiedMs, size, content: () => source.read(path) };
    case 'directory':
      return { kind: 'directory', path, mode, modifiedMs };
    case 'symlink':
      return { kind: 'symlink', path, target: entry.target ?? '', modifiedMs };
    default:
      return entry.kind satisfies never;
  }
}

function textEntry({
  path,
  text,
  modifiedMs,
}: {
  path: string;
  text: string;
  modifiedMs: number;
}): ArchiveEntry {
  const content = new TextEncoder().encode(text);
  return { kind: 'file', path, mode: 0o644, modifiedMs, size: content.length, content: () => content };
}

/** ZIP, and so Python's wheels and zipapps, knows no time before 1980. */
const earliestMs = Date.UTC(1980, 0, 2);

/** The time of generated files: it changes only when a file of the app does. */
function newest(entries: readonly SourceEntry[]): number {
  return entries.reduce((latest, { modifiedMs }) => Math.max(latest, modifiedMs), earliestMs);
}

/** In code-unit order; of two entries with one path the later one counts. */
function byPath(entries: readonly ArchiveEntry[]): readonly ArchiveEntry[] {
  const byName = new Map(entries.map((entry) => [entry.path, entry]));
  return [...byName.values()].sort((a, b) => byCodeUnits(a.path, b.path));
}
