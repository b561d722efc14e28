import { failure, FlexbuildError, type OutputLine } from '../core/index.ts';

/** What is known of the step that failed, for whoever can point at its place in a file. */
export interface BuildFailure {
  /** The instruction as the builder read it, continuation lines joined: `RUN pip install …`; null where none was reached. */
  readonly instruction: string | null;
  readonly exitCode: number | null;
  /** The line of the Dockerfile, counted from 1, where the builder says it. */
  readonly line: number | null;
  /** Everything the step wrote, its last 10 000 lines at most. */
  readonly output: readonly OutputLine[];
  /** The builder's own words. */
  readonly message: string;
}

/** The cause of FB3101, FB3102 and FB3103. */
class BuildFailedError extends Error {
  override readonly name = 'BuildFailedError';
  readonly details: BuildFailure;

  constructor(details: BuildFailure) {
    super(details.message);
    this.details = details;
  }
}

/** What is known of a failed build; null where `error` is none. */
export function buildFailureOf(error: unknown): BuildFailure | null {
  const cause = error instanceof FlexbuildError ? error.cause : null;
  return cause instanceof BuildFailedError ? cause.details : null;
}

/** Where a full disk is named, if it is: a compiler may say many things after it, but not this many. */
const lastLines = 20;

/** The error for a failed build, with all that the failing step wrote: what the builder said decides whose fault it is. */
export function buildFailed(details: BuildFailure): FlexbuildError {
  const kind = kinds.find(({ applies }) => applies(details)) ?? failedStep;
  const detail = details.output.map(({ text }) => text);
  return failure({ ...kind.describe(details), detail }, { cause: new BuildFailedError(details) });
}

interface Kind {
  applies: (details: BuildFailure) => boolean;
  describe: (details: BuildFailure) => Omit<Parameters<typeof failure>[0], 'detail'>;
}

const diskFull = /no space left on device/i;
const unreadable =
  /dockerfile parse error|failed to parse dockerfile|unknown instruction|dockerfile\.\w+ parse|the Dockerfile.* cannot be empty|file with no instructions/i;
const unavailable =
  /pull access denied|manifest unknown|failed to resolve source metadata|failed to do request|repository does not exist|no such host|failed to solve.*docker\.io|invalid reference format|error creating overlay mount|Get "?https?:\/\/[^ ]*\/v2\//i;

const kinds: readonly Kind[] = [
  {
    applies: ({ message, output }) =>
      diskFull.test(message) || output.slice(-lastLines).some(({ text }) => diskFull.test(text)),
    describe: ({ instruction }) => ({
      code: 'FB3104',
      message: `the disk was full at ${instruction ?? 'the build'}`,
      hint: "Free space on the engine's disk: `docker system df` shows what takes it, `docker builder prune` frees it.",
    }),
  },
  {
    applies: ({ message }) => unreadable.test(message),
    describe: ({ message }) => ({
      code: 'FB3102',
      message: `the builder cannot read the Dockerfile: ${message}`,
      hint: 'Correct the instruction.',
    }),
  },
  {
    applies: ({ message, instruction }) =>
      unavailable.test(message) && !(instruction?.startsWith('RUN') ?? false),
    describe: ({ message }) => ({
      code: 'FB3103',
      message: `a base image cannot be had: ${message}`,
      hint: 'Check the name in FROM and the way to its registry, or build on an image that the engine has.',
    }),
  },
];

const failedStep: Kind = {
  applies: () => true,
  describe: ({ instruction, exitCode, message }) => ({
    code: 'FB3101',
    message:
      instruction === null
        ? `the build failed: ${message}`
        : `${instruction} failed${exitCode === null ? `: ${message}` : ` with exit code ${exitCode}`}`,
  }),
};
