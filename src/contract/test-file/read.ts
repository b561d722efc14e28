import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { error, FlexbuildError, spansIn, type Diagnostic, type Span } from '../../core/index.ts';
import { problemsOf, type Shape } from './shape.ts';

/** What has to hold for one app beside what has to hold for all, as its test file says. */
export interface TestFile {
  /** The file as the user named it. */
  readonly file: string;
  readonly checks: readonly RequestCheck[];
  /** How many workers gunicorn has to start; null: it is not asked for. */
  readonly workers: number | null;
  /** A path that takes a second or more; null: none. */
  readonly slow: string | null;
  /** Paths where the app may write what goes with its instance; absolute. */
  readonly writes: readonly string[];
  /** How the app has to end on SIGTERM; null: as long as App Engine waits, with any code. */
  readonly stop: { readonly code: number; readonly withinSeconds: number } | null;
}

/** A request, and what its answer has to be. */
export interface RequestCheck {
  readonly get: string;
  /** Where it holds; null: everywhere. */
  readonly host: 'container' | 'process' | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** Part of the body. */
  readonly body: string | null;
  /** Part of the body as JSON. */
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly at: Span;
}

const shape: Shape = {
  kind: 'object',
  fields: {
    checks: {
      kind: 'list',
      items: {
        kind: 'object',
        fields: {
          get: { kind: 'text', required: true },
          host: { kind: 'one-of', texts: ['container', 'process'] },
          headers: { kind: 'texts' },
          status: { kind: 'count', required: true },
          body: { kind: 'text' },
          json: { kind: 'json' },
        },
      },
    },
    workers: { kind: 'count' },
    slow: { kind: 'text' },
    writes: { kind: 'list', items: { kind: 'path' } },
    stop: {
      kind: 'object',
      fields: {
        code: { kind: 'count', required: true },
        withinSeconds: { kind: 'count', required: true },
      },
    },
  },
};

type WrittenCheck = Pick<RequestCheck, 'get' | 'status'> &
  Partial<Pick<RequestCheck, 'host' | 'body' | 'json'>> & {
    readonly headers?: Readonly<Record<string, string | number | boolean>>;
  };

/** The values of a file that has the shape. */
interface Written {
  readonly checks?: readonly WrittenCheck[];
  readonly workers?: number;
  readonly slow?: string;
  readonly writes?: readonly string[];
  readonly stop?: NonNullable<TestFile['stop']>;
}

/** Reads a test file. Throws FB10xx with every problem of it at its place. */
export function readTestFile({ file, text }: { readonly file: string; readonly text: string }): TestFile {
  const spanOf = spansIn({ file, text });
  const document = parseDocument(text, { prettyErrors: false });
  const [first, ...rest] = problemsIn(document, spanOf);
  if (first) throw new FlexbuildError([first, ...rest]);
  const { checks = [], workers = null, slow = null, writes = [], stop = null } = document.toJS() as Written;
  const places = placesOf(document);
  return {
    file,
    workers,
    slow,
    writes,
    stop,
    checks: checks.map((check, index) => ({
      host: null,
      body: null,
      json: null,
      ...check,
      headers: Object.fromEntries(
        Object.entries(check.headers ?? {}).map(([name, value]) => [name, String(value)]),
      ),
      at: spanOf(...(places[index] ?? [0, 0])),
    })),
  };
}

function problemsIn(
  document: Document.Parsed,
  spanOf: (from: number, to: number) => Span,
): readonly Diagnostic[] {
  const broken = document.errors.map(({ message, pos }) =>
    error({
      code: 'FB1002',
      message: `this is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
      hint: 'Quote values, and indent lines as their neighbours are.',
      at: spanOf(...pos),
    }),
  );
  if (broken.length > 0) return broken;
  return problemsOf(shape, { node: document.contents, name: '', spanOf, at: spanOf(0, 1) });
}

/** Where each item of `checks` stands. */
function placesOf({ contents }: Document.Parsed): readonly (readonly [number, number])[] {
  const list = isMap(contents) ? contents.get('checks', true) : null;
  if (!isSeq(list)) return [];
  return list.items.map((item) => {
    const { range } = item as { readonly range?: readonly [number, number, number] | null };
    return [range?.[0] ?? 0, range?.[1] ?? 0];
  });
}
