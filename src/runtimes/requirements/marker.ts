import { satisfies, validRange } from '@renovatebot/pep440';

/** A condition on the machine, PEP 508's `python_version >= "3.9" and sys_platform == "linux"`, read. */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Marker[] }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: string; readonly right: Operand };

interface Operand {
  readonly kind: 'variable' | 'text';
  readonly value: string;
}

/**
 * The values that a variable can have in the place that is asked about, as far as they matter beside `other`; null where that
 * place's machine alone knows.
 */
export type MarkerEnvironment = (variable: string, other: string) => readonly string[] | null;

/** Reads a marker by the grammar of PEP 508, with the names of before it; null where it is none. */
export function parseMarker(text: string): Marker | null {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const reader: Reader = { tokens, at: 0, depth: 0 };
  const marker = readOr(reader);
  return reader.at === tokens.length ? marker : null;
}

/** Whether a marker holds; null where that depends on what `environment` does not know. */
export function markerHolds(marker: Marker, environment: MarkerEnvironment): boolean | null {
  if (marker.kind === 'compare') return compares(marker, environment);
  const decisive = marker.kind === 'or';
  let result: boolean | null = !decisive;
  for (const part of marker.parts) {
    const holds = markerHolds(part, environment);
    if (holds === decisive) return decisive;
    if (holds === null) result = null;
  }
  return result;
}

const token =
  /[ \t]*(?:([()])|('[^']*'|"[^"]*")|(===|==|~=|!=|<=|>=|<|>)|(not[ \t]+in\b|in\b|or\b|and\b)|([A-Za-z_][\w.]*))/y;

interface Token {
  readonly kind: 'bracket' | 'text' | 'operator' | 'word' | 'name';
  readonly value: string;
}

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  token.lastIndex = 0;
  while (token.lastIndex < end) {
    const [whole, bracket, quoted, operator, word, name] = token.exec(text) ?? [];
    if (whole === undefined) return null;
    if (bracket !== undefined) tokens.push({ kind: 'bracket', value: bracket });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.slice(1, -1) });
    else if (operator !== undefined) tokens.push({ kind: 'operator', value: operator });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word.replace(/[ \t]+/g, ' ') });
    else tokens.push({ kind: 'name', value: name ?? '' });
  }
  return tokens;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

/** Where Python, too, gives up on brackets within brackets. */
const deepest = 200;

function readOr(reader: Reader): Marker | null {
  return readList(reader, { kind: 'or', part: readAnd });
}

function readAnd(reader: Reader): Marker | null {
  return readList(reader, { kind: 'and', part: readAtom });
}

function readList(
  reader: Reader,
  { kind, part }: { readonly kind: 'and' | 'or'; readonly part: (reader: Reader) => Marker | null },
): Marker | null {
  const parts: Marker[] = [];
  do {
    const marker = part(reader);
    if (marker === null) return null;
    parts.push(marker);
  } while (taken(reader, kind));
  const [only, ...others] = parts;
  return only && others.length === 0 ? only : { kind, parts };
}

function readAtom(reader: Reader): Marker | null {
  if (taken(reader, '(')) {
    if (++reader.depth > deepest) return null;
    const inner = readOr(reader);
    reader.depth -= 1;
    return inner !== null && taken(reader, ')') ? inner : null;
  }
  const [left, operator, right] = reader.tokens.slice(reader.at, reader.at + 3);
  reader.at += 3;
  const [first, second] = [left && operandOf(left), right && operandOf(right)];
  if (!first || !second || !operator || !isComparison(operator)) return null;
  return { kind: 'compare', left: first, operator: operator.value, right: second };
}

function taken(reader: Reader, value: string): boolean {
  const next = reader.tokens[reader.at];
  if (next?.value !== value || (next.kind !== 'word' && next.kind !== 'bracket')) return false;
  reader.at += 1;
  return true;
}

const isComparison = ({ kind, value }: Token) =>
  kind === 'operator' || (kind === 'word' && value !== 'and' && value !== 'or');

function operandOf({ kind, value }: Token): Operand | null {
  if (kind === 'text') return { kind, value };
  const name = value.replace('.', '_');
  const variable = name === 'python_implementation' ? 'platform_python_implementation' : name;
  return kind === 'name' && variables.has(variable) ? { kind: 'variable', value: variable } : null;
}

const variables = new Set([
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
]);

/** What is compared as a version; all else as text, which has no order. */
const versions = new Set([
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
]);

function compares(
  { left, operator, right }: Extract<Marker, { readonly kind: 'compare' }>,
  environment: MarkerEnvironment,
): boolean | null {
  const variable = left.kind === 'variable' ? left : right;
  if (variable.kind !== 'variable') return null;
  const other = variable === left ? right.value : left.value;
  const values = environment(variable.value, other);
  if (values === null) return null;
  const results = values.map((value) => {
    const sides = variable === left ? { left: value, right: other } : { left: other, right: value };
    return compareValues({ ...sides, operator, isVersion: versions.has(variable.value) });
  });
  const [first = null] = results;
  return results.every((result) => result === first) ? first : null;
}

function compareValues({
  left,
  operator,
  right,
  isVersion,
}: {
  readonly left: string;
  readonly operator: string;
  readonly right: string;
  readonly isVersion: boolean;
}): boolean | null {
  const range = `${operator}${right}`;
  if (isVersion && !operator.endsWith('in') && validRange(range))
    return satisfies(left, range, { prereleases: true });
  return textComparisons[operator]?.(left, right) ?? null;
}

const textComparisons: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  in: (left, right) => right.includes(left),
  'not in': (left, right) => !right.includes(left),
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<=': (left, right) => left === right,
  '>=': (left, right) => left === right,
  '<': () => false,
  '>': () => false,
};
