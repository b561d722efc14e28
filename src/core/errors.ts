import { faultOf, type Fault } from './codes.ts';
import { error, type Diagnostic } from './diagnostics.ts';

/** What every failing call of flexbuild throws: one diagnostic or more, the errors of a file all at once. */
export class FlexbuildError extends Error {
  override readonly name = 'FlexbuildError';
  readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]];

  constructor(
    diagnostics: readonly [Diagnostic, ...Diagnostic[]],
    options: { readonly cause?: unknown } = {},
  ) {
    super(diagnostics[0].message, options);
    this.diagnostics = diagnostics;
  }

  /** Who has to act: the fault of the first diagnostic. */
  get fault(): Fault {
    return faultOf(this.diagnostics[0].code);
  }
}

/** A `FlexbuildError` with one diagnostic. */
export function failure(
  parts: Parameters<typeof error>[0],
  options: { readonly cause?: unknown } = {},
): FlexbuildError {
  return new FlexbuildError([error(parts)], options);
}

/** Throws all errors among `diagnostics` as one `FlexbuildError`; does nothing where there are none. */
export function throwErrorsAmong(diagnostics: readonly Diagnostic[]): void {
  const [first, ...rest] = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (first) throw new FlexbuildError([first, ...rest]);
}
