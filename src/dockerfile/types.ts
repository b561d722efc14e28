/** A Dockerfile's text, taken apart. Offsets are in UTF-16 units of the text. */
export interface Dockerfile {
  readonly text: string;
  /** `# syntax=`, `# escape=` and their like, which count at the very top alone. */
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
}

/** A stretch of the text, `end` being the first offset behind it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Directive extends Stretch {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

/** One instruction with all its lines; the bodies of its here-documents are among them. */
export interface Instruction extends Stretch {
  /** In capitals. */
  readonly keyword: string;
  readonly keywordEnd: number;
  /** `--link`, `--mount=…`: what stands between the keyword and the rest. */
  readonly flags: readonly Flag[];
  /** What follows the flags: continuations joined, comments between them gone, nothing replaced. */
  readonly argument: string;
  /** Where the pieces of `argument` come from, in order. */
  readonly pieces: readonly Piece[];
  readonly heredocs: readonly Heredoc[];
}

export interface Flag extends Stretch {
  /** Without dashes. */
  readonly name: string;
  /** '' where it has none. */
  readonly value: string;
}

export interface Piece {
  /** In the argument. */
  readonly index: number;
  /** In the Dockerfile. */
  readonly offset: number;
}

/** `<<EOF`, where it is written. */
export interface Heredoc extends Stretch {
  readonly name: string;
  /** `<<-`: tabs in front of the body's lines do not count. */
  readonly stripsTabs: boolean;
}
