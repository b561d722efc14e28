import { error, spanAt, throwErrorsAmong, type Diagnostic } from '../core/index.ts';

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The variables of an env file as `docker run --env-file` reads one: a `NAME=VALUE` a line, values taken as they are,
 * `#` starts a comment line, and a name alone takes its value from `inherited`, or is left out where that has none.
 * Throws FB5302 for every other line.
 */
export function parseEnvFile({
  file,
  text,
  inherited,
}: {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
  readonly inherited: Readonly<Record<string, string | undefined>>;
}): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  const problems: Diagnostic[] = [];
  for (const { line, offset } of linesOf(text)) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = (equals === -1 ? line : line.slice(0, equals)).trim();
    if (!name.test(key)) {
      const at = spanAt({ file, text, startOffset: offset, endOffset: offset + line.length });
      problems.push(badLine(line, at));
      continue;
    }
    const value = equals === -1 ? inherited[key] : line.slice(equals + 1);
    if (value !== undefined) variables[key] = value;
  }
  throwErrorsAmong(problems);
  return variables;
}

function* linesOf(text: string): Generator<{ readonly line: string; readonly offset: number }> {
  let offset = text.startsWith('\uFEFF') ? 1 : 0;
  for (const raw of text.slice(offset).split('\n')) {
    yield { line: raw.replace(/\r$/, ''), offset };
    offset += raw.length + 1;
  }
}

function badLine(line: string, at: Diagnostic['at']): Diagnostic {
  return error({
    code: 'FB5302',
    message: `${JSON.stringify(line)} is not NAME=VALUE`,
    hint: 'Write one variable a line, without `export`; start comments with #.',
    at,
  });
}
