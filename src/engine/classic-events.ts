import { commonEvents, type BuildDecoder, type BuildEvent, type Progress } from './build-events.ts';

/** The step that the classic builder is at: it does one after the other. */
interface Step {
  readonly id: string;
  readonly name: string;
  readonly startedMs: number;
  cached: boolean;
  /** Nothing of it but its name has been seen. */
  fresh: boolean;
}

/** What the builder says of itself between the steps' output. */
const ownWords =
  /^( ---> ([0-9a-f]{12}|Running in [0-9a-f]{12})|Removing intermediate container [0-9a-f]{12}|Successfully (built|tagged) \S+)\n?$/;
const usingCache = /^ ---> Using cache\n?$/;
const stepLine = /^Step (\d+)\/(\d+) : ([^]*?)\n?$/;
/** The builder puts what a step writes to stderr in red. */
const red = /^\u001b\[91m([^]*?)(?:\u001b\[0m)?$/;

/** Decodes the classic builder's progress: text for people, by lines. The clock is the machine's: the builder tells no times. */
export function classicDecoder(now: () => number = Date.now): BuildDecoder {
  let step: Step | null = null;
  const finish = function* (error: string | null): Generator<BuildEvent> {
    if (step === null) return;
    const { id, name, startedMs, cached } = step;
    step = null;
    if (cached) yield { kind: 'step', id, name, state: 'cached', durationMs: null, error: null };
    else {
      const state = error === null ? 'done' : 'failed';
      yield { kind: 'step', id, name, state, durationMs: now() - startedMs, error };
    }
  };
  return function* decode(progress: Progress): Generator<BuildEvent> {
    const { stream } = progress;
    if (stream === undefined) {
      for (const event of commonEvents(progress)) {
        if (event.kind === 'error') yield* finish(event.message);
        else if (event.kind === 'image') yield* finish(null);
        yield event;
      }
      return;
    }
    const next = stepLine.exec(stream);
    if (next) {
      yield* finish(null);
      const name = `[${next[1] ?? ''}/${next[2] ?? ''}] ${next[3] ?? ''}`;
      step = { id: `step-${next[1] ?? ''}`, name, startedMs: now(), cached: false, fresh: true };
      yield { kind: 'step', id: step.id, name, state: 'started', durationMs: null, error: null };
      return;
    }
    // The line end of a step's name comes by itself.
    const lineEndOfName = step?.fresh === true && stream === '\n';
    if (step !== null) step.fresh = false;
    if (step !== null && usingCache.test(stream)) step.cached = true;
    else if (!lineEndOfName && !ownWords.test(stream)) yield outputEvent(stream, step?.id ?? 'build');
  };
}

function outputEvent(text: string, id: string): BuildEvent {
  const coloured = red.exec(text);
  if (coloured === null) return { kind: 'output', id, stream: 'stdout', bytes: Buffer.from(text) };
  return { kind: 'output', id, stream: 'stderr', bytes: Buffer.from(coloured[1] ?? '') };
}
