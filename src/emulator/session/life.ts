import type { Diagnostic } from '../../core/index.ts';
import type { RunningEmulator, StoppedInstance } from '../types.ts';
import type { SessionPhase, SessionRecord } from './types.ts';

/** A session from its start to its end, as its control socket tells it and steers it. */
export interface SessionLife {
  readonly record: SessionRecord;
  phase(): SessionPhase;
  /** Null: not yet, or no longer. */
  emulator(): RunningEmulator | null;
  /** Fulfils once the session is no longer starting. */
  readonly settled: Promise<unknown>;
  /** Aborts when someone asks for the session's end. */
  readonly stopAsked: AbortSignal;
  running(emulator: RunningEmulator): void;
  failed(diagnostics: readonly Diagnostic[]): void;
  /** Stops what runs, or what starts; fulfils when the app has ended. */
  stop(options: { readonly kill: boolean }): Promise<readonly StoppedInstance[]>;
}

export function sessionLife(record: SessionRecord): SessionLife {
  const stopping = new AbortController();
  const settled = Promise.withResolvers<undefined>();
  let emulator: RunningEmulator | null = null;
  let phase: () => SessionPhase = () => ({ kind: 'starting' });

  const enter = (next: () => SessionPhase) => {
    phase = next;
    settled.resolve(undefined);
  };

  return {
    record,
    phase: () => phase(),
    emulator: () => emulator,
    settled: settled.promise,
    stopAsked: stopping.signal,
    running(started) {
      emulator = started;
      enter(() => ({ kind: 'running', emulator: started.state() }));
    },
    failed: (diagnostics) => enter(() => ({ kind: 'failed', diagnostics })),
    async stop({ kill }) {
      enter(() => ({ kind: 'stopping' }));
      stopping.abort(new DOMException('the session was told to stop', 'AbortError'));
      if (emulator === null) return [];
      if (kill) await emulator.kill();
      return await emulator.stop();
    },
  };
}
