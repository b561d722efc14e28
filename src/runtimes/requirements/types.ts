import type { Diagnostic, Span } from '../../core/index.ts';
import type { Marker } from './marker.ts';

/** A requirements file and all that it includes, as pip reads them. */
export interface RequirementFiles {
  /** What every line says, in the order in which pip comes to them. */
  readonly lines: readonly RequirementLine[];
  /** The file itself and those it includes by -r and -c, each once. */
  readonly files: readonly string[];
  /** Included by URL: pip alone knows what is in them. */
  readonly remote: readonly string[];
  /** Errors: pip refuses each of these. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One line, with the lines that it is continued on. */
export interface RequirementLine {
  readonly at: Span;
  /** From a constraints file: it limits versions and installs nothing. */
  readonly constraint: boolean;
  readonly options: readonly PipOption[];
  readonly requirement: Requirement | null;
  /** Names of `${VARIABLES}` that had no value; they are left as they are written. */
  readonly unknownVariables: readonly string[];
}

/** An option of pip's that a line gives. */
export interface PipOption {
  /** Its long name without dashes: `extra-index-url`. */
  readonly name: string;
  /** '' for those that take none. */
  readonly value: string;
}

/** Something to be installed. */
export interface Requirement {
  /** As it is written, with variables expanded. */
  readonly text: string;
  readonly editable: boolean;
  /** As PEP 503 normalises it; null where only what is installed knows it (`./lib`). */
  readonly name: string | null;
  /** Normalised, too. */
  readonly extras: readonly string[];
  /** `>=1.0,<2`; '' for any version. */
  readonly specifier: string;
  readonly origin: RequirementOrigin;
  readonly marker: Marker | null;
}

/** Where a package comes from. */
export type RequirementOrigin =
  | { readonly kind: 'index' }
  | { readonly kind: 'url'; readonly url: string }
  /** A folder or an archive, relative to the folder pip is started in. */
  | { readonly kind: 'path'; readonly path: string };

/** Why pip refuses a line, and what to write instead. */
export interface Refusal {
  readonly problem: string;
  readonly hint: string;
}

/** Which of the app's files pip would find. */
export interface AppFiles {
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
}
