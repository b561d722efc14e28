import { faultOf, type Fault } from './codes.ts';
import { error, type Diagnostic } from './diagnostics.ts';

/** What every failing call of flexbuild throws: one diagnostic or more, the errors of a file all at once. */
export class FlexbuildError extends Error {
  override readonly name = 'FlexbuildError';
  readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]];
  /** What was found beside the errors. */
  readonly warnings: readonly Diagnostic[];

  constructor(
    diagnostics: readonly [Diagnostic, ...Diagnostic[]],
    {
      warnings = [],
      ...options
    }: { readonly cause?: unknown; readonly warnings?: readonly Diagnostic[] } = {},
  ) {
    super(diagnostics[0].message, options);
    this.diagnostics = diagnostics;
    this.warnings = warnings;
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

/** Throws all errors among `diagnostics` as one `FlexbuildError` with the warnings; does nothing where there are none. */
export function throwErrorsAmong(diagnostics: readonly Diagnostic[]): void {
  const [first, ...rest] = diagnostics.filter(({ severity }) => severity === 'error');
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning');
  if (first) throw new FlexbuildError([first, ...rest], { warnings });
}
