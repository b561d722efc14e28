import { error, spanAt, throwErrorsAmong } from '../core/index.ts';
import { appYamlFile } from './schema/app-yaml.ts';
import type { Range } from './yaml-syntax.ts';
import { readYaml, type YamlEntry, type YamlMap } from './yaml-tree.ts';

/**
 * An app.yaml that says `runtime: custom`, and else is the same to the byte: comments, order and quotes stay.
 * Settings of the old runtime become comments, since gcloud would send them on and no Dockerfile heeds them;
 * `entrypoint` stays: App Engine ignores it with a custom runtime, and it is right again should that change.
 * Throws what `readAppYaml` throws for a text that is not YAML.
 */
export function setRuntimeCustom(text: string): string {
  const { root, problems } = readYaml(text, appYamlFile.minimum);
  throwErrorsAmong(
    problems.map(({ range: [startOffset, endOffset], ...parts }) =>
      error({ ...parts, at: spanAt({ file: 'app.yaml', text, startOffset, endOffset }) }),
    ),
  );
  if (!root) return text;
  const edits = [
    ...root.entries.filter(({ key }) => settingsKeys.has(key)).flatMap((entry) => commentOut(text, entry)),
    runtimeEdit(text, root),
  ];
  // From the end to the start, so that the offsets of those still to come stay right.
  return edits
    .toSorted((a, b) => b.at[0] - a.at[0])
    .reduce((edited, { at: [start, end], by }) => edited.slice(0, start) + by + edited.slice(end), text);
}

const settingsKeys = new Set(['runtime_config', 'flexible_runtime_settings']);

/** A stretch of the text, and what takes its place. */
interface Edit {
  readonly at: Range;
  readonly by: string;
}

function runtimeEdit(text: string, root: YamlMap): Edit {
  const runtime = root.entries.find(({ key }) => key === 'runtime');
  if (runtime) {
    const { range } = runtime.value;
    const empty = range[0] === range[1];
    // The value of `runtime:` is empty right behind the key; the colon stands between them.
    const start = empty ? text.indexOf(':', runtime.keyRange[1]) + 1 : range[0];
    return { at: [start, empty ? start : range[1]], by: empty ? ' custom' : 'custom' };
  }
  const first = root.entries[0]?.keyRange[0] ?? 0;
  const separator = root.flow ? ', ' : endOfLine(text) + indentation(text, first);
  return { at: [first, first], by: `runtime: custom${separator}` };
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
