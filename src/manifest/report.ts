import { error, hidePasswords, spansIn, warning, type Diagnostic, type Span } from '../core/index.ts';
import { masked } from './secrets.ts';
import type { Range } from './yaml-problem.ts';

type Parts = Pick<Diagnostic, 'code' | 'message'> & Partial<Pick<Diagnostic, 'hint' | 'detail'>>;

/** Collects what is found in one file. */
export interface Report {
  error(range: Range, parts: Parts): void;
  warning(range: Range, parts: Parts): void;
  readonly spanOf: (range: Range) => Span;
  /** Everything so far, in the order of the file. */
  diagnostics(): readonly Diagnostic[];
}

/** One finding, before its place is looked up. */
interface Found {
  readonly make: typeof error;
  readonly range: Range;
  readonly parts: Parts;
}

/** Nobody reads more at once, and a file that is something else entirely would fill the terminal. */
const shownAtMost = 100;

/** A report on `text`; what lies in `secrets` shows as asterisks in the lines that spans carry. */
export function startReport({
  file,
  text,
  secrets,
  docsAt,
}: {
  readonly file: string;
  readonly text: string;
  readonly secrets: readonly Range[];
  /** The page that documents what stands at an offset. */
  readonly docsAt: (offset: number) => string | null;
}): Report {
  const found: Found[] = [];
  const spanFrom = spansIn({ file, text });
  const spanOf = ([start, end]: Range): Span => masked(spanFrom(start, end), secrets);
  return {
    error: (range, parts) => void found.push({ make: error, range, parts }),
    warning: (range, parts) => void found.push({ make: warning, range, parts }),
    spanOf,
    diagnostics() {
      const ordered = found.toSorted((a, b) => a.range[0] - b.range[0]);
      return bounded(ordered).map(({ make, range, parts: { message, hint, ...parts } }) =>
        make({
          ...parts,
          message: hidePasswords(message),
          hint: hint ? hidePasswords(hint) : null,
          at: spanOf(range),
          docs: docsAt(range[0]),
        }),
      );
    },
  };
}

/** The first ones, and a last one that says how many there are besides; warnings give way to errors. */
function bounded(ordered: readonly Found[]): readonly Found[] {
  if (ordered.length <= shownAtMost) return ordered;
  const errors = ordered.filter(({ make }) => make === error);
  const chosen = errors.length >= shownAtMost ? errors : ordered;
  const [next] = chosen.slice(shownAtMost);
  if (!next) return chosen;
  const more: Found = {
    ...next,
    parts: {
      code: 'FB1020',
      message: `the file has ${ordered.length - shownAtMost} more problems from here on`,
      hint: 'Put those above right first.',
    },
  };
  return [...chosen.slice(0, shownAtMost), more];
}
