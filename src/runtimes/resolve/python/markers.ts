/**
 * Whether a requirement's marker (PEP 508) holds in the image: CPython of `version` ("3.11") on Linux. What only the machine
 * knows, or what cannot be read, counts as true: pip decides it in the end.
 */
export function markerHolds(marker: string, version: string): boolean {
  const tokens = [...marker.matchAll(token)].map((match) => match[0]);
  const reader: Reader = { tokens, at: 0, version };
  const holds = readOr(reader);
  return reader.at < tokens.length ? true : holds;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly version: string;
}

const token = /[()]|'[^']*'|"[^"]*"|(?:===|==|~=|!=|<=|>=|<|>)|not\s+in\b|[A-Za-z_][A-Za-z0-9_.]*/g;

function readOr(reader: Reader): boolean {
  let holds = readAnd(reader);
  while (takeToken(reader, 'or')) holds = readAnd(reader) || holds;
  return holds;
}

function readAnd(reader: Reader): boolean {
  let holds = readTerm(reader);
  while (takeToken(reader, 'and')) holds = readTerm(reader) && holds;
  return holds;
}

function readTerm(reader: Reader): boolean {
  if (takeToken(reader, '(')) {
    const holds = readOr(reader);
    takeToken(reader, ')');
    return holds;
  }
  const [left, operator, right] = reader.tokens.slice(reader.at, reader.at + 3);
  reader.at += 3;
  if (left === undefined || operator === undefined || right === undefined) return true;
  return compare({ left: valueOf(left, reader.version), operator, right: valueOf(right, reader.version) });
}

function takeToken(reader: Reader, expected: string): boolean {
  if (reader.tokens[reader.at] !== expected) return false;
  reader.at += 1;
  return true;
}

const variables: Readonly<Record<string, string>> = {
  sys_platform: 'linux',
  platform_system: 'Linux',
  os_name: 'posix',
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
  extra: '',
};

/** Null: known to the machine alone. */
function valueOf(written: string, version: string): string | null {
  if (/^['"]/.test(written)) return written.slice(1, -1);
  if (written === 'python_version' || written === 'python_full_version') return version;
  return variables[written] ?? null;
}

function compare({
  left,
  operator,
  right,
}: {
  readonly left: string | null;
  readonly operator: string;
  readonly right: string | null;
}): boolean {
  if (left === null || right === null) return true;
  if (operator === 'in') return right.includes(left);
  if (/^not\s+in$/.test(operator)) return !right.includes(left);
  const order = isVersion(left) && isVersion(right) ? compareVersions(left, right) : null;
  const holds = comparisons[operator];
  return holds ? holds(order ?? (left === right ? 0 : left < right ? -1 : 1)) : true;
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '===': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
  '~=': (order) => order >= 0,
};

const isVersion = (text: string) => /^\d+(\.(\d+|\*))*$/.test(text);

/** By the first two numbers: which patch of a version a base has, the plan does not know. */
function compareVersions(left: string, right: string): number {
  const numbers = (text: string) => text.split('.').slice(0, 2).map(Number);
  const [leftMajor = 0, leftMinor = 0] = numbers(left);
  const [rightMajor = 0, rightMinor = 0] = numbers(right);
  return leftMajor - rightMajor || (Number.isNaN(rightMinor) ? 0 : leftMinor - rightMinor);
}
