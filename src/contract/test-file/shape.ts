import { isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import { closest, error, type Diagnostic, type Span } from '../../core/index.ts';

/** What a value of a test file has to be. */
export type Shape =
  | { readonly kind: 'text' | 'path' | 'count' | 'json' }
  | { readonly kind: 'one-of'; readonly texts: readonly string[] }
  | { readonly kind: 'texts' }
  | { readonly kind: 'list'; readonly items: Shape }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Field>> };

type Field = Shape & { readonly required?: true };

interface Place {
  readonly node: ParsedNode | null;
  /** As messages name it: `checks[0].get`. */
  readonly name: string;
  readonly spanOf: (from: number, to: number) => Span;
  /** Where a value that is not there would be. */
  readonly at: Span;
}

/** What is wrong with a value, all of it. */
export function problemsOf(shape: Shape, place: Place): readonly Diagnostic[] {
  const { node } = place;
  switch (shape.kind) {
    case 'json':
      return isMap(node) ? [] : [wrong(place, 'a section of names and values')];
    case 'texts':
      return isMap(node) && node.items.every(({ value }) => isScalar(value) && value.value !== null)
        ? []
        : [wrong(place, 'a section of names and texts')];
    case 'text':
      return isScalar(node) && typeof node.value === 'string' ? [] : [wrong(place, 'text')];
    case 'path':
      return isScalar(node) && String(node.value).startsWith('/')
        ? []
        : [wrong(place, 'a path that begins with /')];
    case 'count':
      return isScalar(node) && isCount(node.value) ? [] : [wrong(place, 'a whole number from 0 on')];
    case 'one-of':
      return isScalar(node) && shape.texts.includes(String(node.value))
        ? []
        : [wrong(place, `one of ${shape.texts.join(', ')}`)];
    case 'list':
      if (!isSeq(node)) return [wrong(place, 'a list')];
      return node.items.flatMap((item, index) =>
        problemsOf(shape.items, { ...within(place, item), name: `${place.name}[${index}]` }),
      );
    case 'object':
      return isMap(node)
        ? problemsOfObject(shape, { ...place, node })
        : [wrong(place, 'a section of keys and values')];
    default:
      return shape satisfies never;
  }
}

function problemsOfObject(
  { fields }: Extract<Shape, { readonly kind: 'object' }>,
  place: Place & { readonly node: Extract<ParsedNode, { items: unknown }> },
): readonly Diagnostic[] {
  if (!isMap(place.node)) return [];
  const prefix = place.name === '' ? '' : `${place.name}.`;
  const pairs = place.node.items as readonly {
    readonly key: ParsedNode;
    readonly value: ParsedNode | null;
  }[];
  const keys = pairs.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  const ofPairs = pairs.flatMap(({ key, value }, index) => {
    const name = keys[index] ?? '';
    const own = within(place, key);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined)
      return [unknown({ ...own, name: `${prefix}${name}` }, { name, known: Object.keys(fields) })];
    return problemsOf(field, { ...within({ ...place, at: own.at }, value), name: `${prefix}${name}` });
  });
  const missing = Object.entries(fields).filter(([name, { required }]) => required && !keys.includes(name));
  return [
    ...ofPairs,
    ...missing.map(([name]) =>
      error({
        code: 'FB1010',
        message: `${place.name === '' ? 'the file' : place.name} has no ${name}`,
        hint: `Add \`${name}\`.`,
        at: place.at,
      }),
    ),
  ];
}

function within(place: Place, node: ParsedNode | null): Place {
  return { ...place, node, at: node === null ? place.at : place.spanOf(node.range[0], node.range[1]) };
}

function unknown(
  { at, name: path }: Place,
  { name, known }: { readonly name: string; readonly known: readonly string[] },
): Diagnostic {
  const near = closest(name, known);
  const hint = near === null ? `Use one of ${known.join(', ')}.` : `Write ${near}, if that is what you mean.`;
  return error({ code: 'FB1006', message: `there is no key ${path}`, hint, at });
}

function wrong({ name, at }: Place, wanted: string): Diagnostic {
  const message = `${name === '' ? 'the file' : name} must be ${wanted}`;
  return error({ code: 'FB1007', message, hint: 'Correct its value.', at });
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
