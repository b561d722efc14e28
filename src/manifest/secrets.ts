import { hidePasswords, type Span } from '../core/index.ts';
import { fieldNamed } from './schema/field-named.ts';
import type { Field, ObjectField } from './schema/field.ts';
import type { Range } from './yaml-problem.ts';
import type { YamlEntry, YamlNode } from './yaml-tree.ts';

/**
 * Where values stand that no message may show: those of environment variables, also where they stand below a name that
 * is not known (a misspelt `env_variables`), as another tool has them (`env: [{name: …}]`), or at a key that sounds so.
 */
export function secretsIn(node: YamlNode, field: Field): readonly Range[] {
  if (field.type === 'map') return field.secret ? scalarsIn(node) : [];
  if (field.type === 'list' && node.kind === 'list')
    return node.items.flatMap((item) => secretsIn(item, field.items));
  if (field.type === 'object' && node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => {
      const own = fieldNamed(key, field);
      if (own) return secretsIn(value, own);
      return value.kind !== 'scalar' || soundsSecret(key) ? scalarsIn(value) : [];
    });
  return node.kind !== 'scalar' && field.instead?.[node.kind] !== undefined ? scalarsIn(node) : [];
}

/** The name of an environment variable, or of something that opens a door. */
function soundsSecret(key: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(key) || /pass|secret|token|credential|api.?key/i.test(key);
}

/** The same for a text that is no YAML, by its lines: a value is what follows `NAME:` or `NAME=`, else all of the line. */
export function secretsInLines(text: string, table: ObjectField): readonly Range[] {
  const ranges: Range[] = [];
  let hidden = false;
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const key = /^["']?([\w.-]+)["']?\s*:(?!\S)/.exec(line)?.[1];
    if (key !== undefined) {
      const field = fieldNamed(key, table);
      hidden = field === null || (field.type === 'map' && field.secret === true);
    }
    const [name = '', mark] = /^[\s-]*["']?[\w.-]+["']?\s*(:(?!\S)|=) */.exec(line) ?? [];
    if (hidden || mark === '=') ranges.push([index + name.length, index + line.length]);
  }
  return ranges;
}

/** The span with asterisks for what is secret in its line, and for passwords in URLs wherever they stand. */
export function masked(span: Span, secrets: readonly Range[]): Span {
  const lineStart = span.start.offset - (span.start.column - 1);
  const lineEnd = lineStart + span.lineText.length;
  const parts: string[] = [];
  let shown = 0;
  for (const [start, end] of secrets) {
    if (end <= lineStart || start >= lineEnd) continue;
    const from = Math.max(shown, start - lineStart);
    const to = Math.min(span.lineText.length, end - lineStart);
    parts.push(span.lineText.slice(shown, from), '*'.repeat(Math.max(0, to - from)));
    shown = Math.max(shown, to);
  }
  return { ...span, lineText: hidePasswords(parts.join('') + span.lineText.slice(shown)) };
}

function scalarsIn(node: YamlNode): readonly Range[] {
  if (node.kind === 'scalar') return [node.range];
  return node.kind === 'list' ? node.items.flatMap(scalarsIn) : node.entries.flatMap(valuesOf);
}

/** `{NAME=value}` is a key without a value. */
function valuesOf({ key, keyRange, value }: YamlEntry): readonly Range[] {
  const assigned = key.indexOf('=');
  const inKey: readonly Range[] = assigned === -1 ? [] : [[keyRange[0] + assigned + 1, keyRange[1]]];
  return [...inKey, ...scalarsIn(value)];
}
