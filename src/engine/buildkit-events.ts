import type { OutputLine } from '../core/index.ts';
import { commonEvents, type BuildDecoder, type BuildEvent, type StepState } from './build-events.ts';
import { fieldsOf, textField } from './protobuf.ts';

/**
 * Decodes BuildKit's progress: JSON lines with base64 of `moby.buildkit.v1.StatusResponse` in them.
 * https://github.com/moby/buildkit/blob/master/api/services/control/control.proto
 */
export function buildkitDecoder(): BuildDecoder {
  const states = new Map<string, StepState>();
  return function* decode(progress) {
    if (progress.id === 'moby.buildkit.trace' && typeof progress.aux === 'string') {
      yield* eventsOf(Buffer.from(progress.aux, 'base64'), states);
    } else yield* commonEvents(progress);
  };
}

const statusResponse = { vertex: 1, log: 3 } as const;

function* eventsOf(message: Uint8Array, states: Map<string, StepState>): Generator<BuildEvent> {
  for (const [field, value] of fieldsOf(message)) {
    if (typeof value === 'bigint') continue;
    if (field === statusResponse.vertex) yield* stepEvents(value, states);
    else if (field === statusResponse.log) yield outputEvent(value);
  }
}

/** BuildKit tells of a step again and again, of some even that they start after they were done; only a later state is news. */
function* stepEvents(message: Uint8Array, states: Map<string, StepState>): Generator<BuildEvent> {
  const vertex = vertexOf(message);
  const state = stateOf(vertex);
  const before = states.get(vertex.digest);
  const over = before !== undefined && before !== 'started';
  if (state === null || state === before || (over && state !== 'failed')) return;
  states.set(vertex.digest, state);
  const { digest, name, startedMs, completedMs, error } = vertex;
  const durationMs = startedMs === null || completedMs === null ? null : completedMs - startedMs;
  yield { kind: 'step', id: digest, name, state, durationMs, error: state === 'failed' ? error : null };
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  readonly startedMs: number | null;
  readonly completedMs: number | null;
  readonly error: string;
}

function vertexOf(message: Uint8Array): Vertex {
  let cached = false;
  const times: { started: number | null; completed: number | null } = { started: null, completed: null };
  for (const [field, value] of fieldsOf(message)) {
    if (field === 4) cached = value !== 0n;
    else if (field === 5 && typeof value !== 'bigint') times.started = timestampMs(value);
    else if (field === 6 && typeof value !== 'bigint') times.completed = timestampMs(value);
  }
  return {
    digest: textField(message, 1),
    name: textField(message, 3),
    cached,
    startedMs: times.started,
    completedMs: times.completed,
    error: textField(message, 7),
  };
}

function stateOf({ cached, startedMs, completedMs, error }: Vertex): StepState | null {
  if (error !== '') return 'failed';
  if (cached) return 'cached';
  if (completedMs !== null) return 'done';
  return startedMs === null ? null : 'started';
}

/** google.protobuf.Timestamp: seconds and nanoseconds. */
function timestampMs(message: Uint8Array): number {
  let ms = 0;
  for (const [field, value] of fieldsOf(message)) {
    if (typeof value === 'bigint') ms += field === 1 ? Number(value) * 1000 : Number(value) / 1e6;
  }
  return Math.round(ms);
}

function outputEvent(message: Uint8Array): BuildEvent {
  let stream: OutputLine['stream'] = 'stdout';
  let bytes: Uint8Array = new Uint8Array();
  for (const [field, value] of fieldsOf(message)) {
    if (field === 3) stream = value === 2n ? 'stderr' : 'stdout';
    else if (field === 4 && typeof value !== 'bigint') bytes = value;
  }
  return { kind: 'output', id: textField(message, 1), stream, bytes };
}
