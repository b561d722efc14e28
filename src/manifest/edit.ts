import { error, spanAt, throwErrorsAmong } from '../core/index.ts';
import { appYamlFile } from './schema/app-yaml.ts';
import type { Range } from './yaml-problem.ts';
import { readYaml, type YamlEntry, type YamlMap } from './yaml-tree.ts';

/**
 * An app.yaml that says `runtime: custom`, and else is the same to the byte: comments, order and quotes stay.
 * Settings of the old runtime become comments, since gcloud would send them on and no Dockerfile heeds them;
 * `entrypoint` stays: App Engine ignores it with a custom runtime, and it is right again should that change.
 * Throws what `readAppYaml` throws for a text that is not YAML.
 */
export function setRuntimeCustom(text: string): string {
  const root = rootOf(text);
  if (!root) return text;
  const settings = root.entries.filter(({ key }) => settingsKeys.has(key));
  return edited(text, [
    ...settings.flatMap((entry) => commentOut(text, entry)),
    valueEdit(text, { root, key: 'runtime', value: 'custom' }),
  ]);
}

/** An app.yaml that says how the app is started, and else is the same to the byte. Throws as `setRuntimeCustom` does. */
export function setEntrypoint(text: string, command: string): string {
  const root = rootOf(text);
  if (!root) return text;
  // Quoted, it is the same within a flow mapping.
  return edited(text, [valueEdit(text, { root, key: 'entrypoint', value: JSON.stringify(command) })]);
}

function rootOf(text: string): YamlMap | null {
  const { root, problems } = readYaml(text, appYamlFile.minimum);
  throwErrorsAmong(
    problems.map(({ range: [startOffset, endOffset], ...parts }) =>
      error({ ...parts, at: spanAt({ file: 'app.yaml', text, startOffset, endOffset }) }),
    ),
  );
  return root;
}

function edited(text: string, edits: readonly Edit[]): string {
  // From the end to the start, so that the offsets of those still to come stay right.
  return edits
    .toSorted((a, b) => b.at[0] - a.at[0])
    .reduce((sum, { at: [start, end], by }) => sum.slice(0, start) + by + sum.slice(end), text);
}

const settingsKeys = new Set(['runtime_config', 'flexible_runtime_settings']);

/** A stretch of the text, and what takes its place. */
interface Edit {
  readonly at: Range;
  readonly by: string;
}

function valueEdit(
  text: string,
  { root, key, value }: { readonly root: YamlMap; readonly key: string; readonly value: string },
): Edit {
  const entry = root.entries.find((candidate) => candidate.key === key);
  if (entry) {
    const { range } = entry.value;
    const empty = range[0] === range[1];
    // A value that is left out is empty right behind its key; the colon stands between them.
    const start = empty ? text.indexOf(':', entry.keyRange[1]) + 1 : range[0];
    return { at: [start, empty ? start : range[1]], by: empty ? ` ${value}` : value };
  }
  const first = root.entries[0]?.keyRange[0] ?? 0;
  const separator = root.flow ? ', ' : endOfLine(text) + indentation(text, first);
  return { at: [first, first], by: `${key}: ${value}${separator}` };
}

/** A `# ` in front of every line of the entry; none where it shares its lines with others, in a flow mapping. */
function commentOut(text: string, { keyRange, value }: YamlEntry): readonly Edit[] {
  const start = lineStart(text, keyRange[0]);
  if (text.slice(start, keyRange[0]).trim() !== '') return [];
  const lines = text.slice(start, Math.max(keyRange[1], value.range[1])).trimEnd();
  const edits: Edit[] = [{ at: [start, start], by: '# ' }];
  for (let at = lines.indexOf('\n'); at !== -1; at = lines.indexOf('\n', at + 1)) {
    const next = start + at + 1;
    edits.push({ at: [next, next], by: /^\r?\n/.test(text.slice(next)) ? '#' : '# ' });
  }
  return edits;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentation(text: string, offset: number): string {
  const before = text.slice(lineStart(text, offset), offset);
  return before.trim() === '' ? before : '';
}

function endOfLine(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
