import { lineSplitter, type Job, type LineSplitter, type OutputLine } from '../core/index.ts';
import type { BuildEvent } from './build-events.ts';
import { buildFailed } from './build-failure.ts';

const maxLinesOfAStep = 10_000;
/** What BuildKit does for itself says nothing to people, unless it fails. */
const chore = /^(\[internal\]|copy \/context) /;
/** BuildKit's way to an error, which says nothing either. */
const wayToError = /^failed to (?:solve(?: with frontend [\w.]+)?|create LLB definition): /;

/** Reports a build's events as notices, and remembers what an error message needs. */
export interface BuildLog {
  add(event: BuildEvent): void;
  /** The id of the image; throws FB31xx where the build failed, or named none. */
  finish(): string;
}

interface Step {
  readonly name: string;
  readonly error: string | null;
}

/** A log that reports to `job`. */
export function buildLog(job: Job): BuildLog {
  const outputs = new Map<string, StepOutput>();
  const failed: Step[] = [];
  const failedOutput: OutputLine[][] = [];
  let image: string | null = null;
  let problem: string | null = null;

  const report = (id: string, line: OutputLine): void => job.notify({ kind: 'build-output', id, line });
  const outputOf = (id: string): StepOutput => {
    const output = outputs.get(id) ?? stepOutput((line) => report(id, line));
    outputs.set(id, output);
    return output;
  };
  return {
    add(event) {
      switch (event.kind) {
        case 'output':
          outputOf(event.id).push(event);
          return;
        case 'image':
          image = event.id;
          return;
        case 'error':
          problem = event.message;
          return;
        case 'step': {
          const { id, name, state, durationMs, error } = event;
          if (state !== 'started') outputOf(id).end();
          if (state === 'failed' && !isConsequence(error)) {
            failed.push({ name, error });
            failedOutput.push(outputOf(id).lines);
          }
          if (chore.test(name) && state !== 'failed') return;
          job.notify({ kind: 'build-step', id, name, state, durationMs });
          return;
        }
        default:
          event satisfies never;
      }
    },
    finish() {
      for (const output of outputs.values()) output.end();
      if (problem === null && image !== null) return image;
      throw failureOf({ problem, step: failed[0] ?? null, output: failedOutput[0] ?? [] });
    },
  };
}

interface StepOutput {
  readonly lines: OutputLine[];
  push(event: Extract<BuildEvent, { kind: 'output' }>): void;
  end(): void;
}

function stepOutput(report: (line: OutputLine) => void): StepOutput {
  const lines: OutputLine[] = [];
  const splitters: Readonly<Record<OutputLine['stream'], LineSplitter>> = {
    stdout: lineSplitter(),
    stderr: lineSplitter(),
  };
  const take = (stream: OutputLine['stream'], texts: readonly string[]): void => {
    for (const text of texts) {
      const line = { stream, text };
      lines.push(line);
      if (lines.length > maxLinesOfAStep) lines.shift();
      report(line);
    }
  };
  return {
    lines,
    push: ({ stream, bytes }) => take(stream, splitters[stream].push(bytes)),
    end() {
      take('stdout', splitters.stdout.end());
      take('stderr', splitters.stderr.end());
    },
  };
}

/** Steps that ran beside the failing one are stopped, and BuildKit calls that a failure too. */
function isConsequence(error: string | null): boolean {
  return error !== null && /context canceled$/.test(error);
}

function failureOf({
  problem,
  step,
  output,
}: {
  readonly problem: string | null;
  readonly step: Step | null;
  readonly output: readonly OutputLine[];
}): Error {
  const message = withoutTheWay((problem ?? step?.error ?? 'the builder ended without an image').trim());
  return buildFailed({
    // `[2/4] RUN …`, or with the name of a stage: `[build 2/4] RUN …`.
    instruction: step === null || chore.test(step.name) ? null : step.name.replace(/^\[[^\]]*\] /, ''),
    exitCode: numberIn(message, /(?:exit code:|non-zero code:) (\d+)/),
    line: numberIn(message, /(?:parse error )?(?:on )?line (\d+)/),
    output,
    message,
  });
}

function withoutTheWay(message: string): string {
  return wayToError.test(message) ? withoutTheWay(message.replace(wayToError, '')) : message;
}

function numberIn(message: string, pattern: RegExp): number | null {
  const digits = pattern.exec(message)?.[1];
  return digits === undefined ? null : Number(digits);
}
