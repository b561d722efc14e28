import { allowedHint, isAllowed, show } from './allowed.ts';
import { kindOf, label, refuse, refuseStructure, warnOtherReading, type Reading } from './reader.ts';
import { readPlain, type PlainScalar } from './scalars.ts';
import type { TextField, TruthField } from './schema/field.ts';
import type { YamlScalar } from './yaml-tree.ts';

/** A text, as it is written even where gcloud reads another one in it, with a warning then. */
export function readText(reading: Reading<TextField>): string | null {
  const { field, node, path } = reading;
  if (node.kind !== 'scalar') return refuseStructure(reading);
  const { text } = node;
  const { sent } = meaningOf(node);
  if (!isAllowed(field, text)) {
    const message = `${label(path)} cannot be ${show(text)}`;
    return refuse(reading, { code: 'FB1008', message, hint: allowedHint(field, text) });
  }
  if (!isAllowed(field, sent)) {
    const message = `gcloud reads ${text} of ${label(path)} as ${sent}, which it refuses`;
    return refuse(reading, { code: 'FB1008', message, hint: `Quote it: "${text}".` });
  }
  if (text !== sent) warnOtherReading({ ...reading, node }, { read: sent, hint: `Quote it: "${text}".` });
  return text;
}

/** `true` or `false`, or another of YAML 1.1's words for these. */
export function readTruth(reading: Reading<TruthField>): boolean | null {
  const { node, path } = reading;
  const plain = node.kind === 'scalar' && node.plain ? readPlain(node.text) : null;
  if (plain?.type === 'truth') return plain.sent === 'True';
  const found =
    node.kind === 'scalar'
      ? `${show(node.text)}, which gcloud takes for ${asPythonHasIt(node)}`
      : kindOf(node);
  const message = `${label(path)} must be true or false, and is ${found}`;
  return refuse(reading, { code: 'FB1007', message, hint: 'Write true or false, unquoted.' });
}

/** Python's `bool`: all but nothing and zero is true, `"false"` too. */
function asPythonHasIt(node: YamlScalar): boolean {
  return node.text !== '' && meaningOf(node).number !== 0;
}

/** What an unquoted scalar means. Substituted text is text: no placeholder's value turns into something else. */
export function meaningOf(node: YamlScalar): PlainScalar {
  return node.plain && !node.substituted
    ? readPlain(node.text)
    : { type: 'text', sent: node.text, number: null };
}
