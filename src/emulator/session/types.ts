import type { Diagnostic } from '../../core/index.ts';
import type { EmulatorState } from '../types.ts';

/** What a session is known by; written once into its folder. */
export interface SessionRecord {
  readonly id: string;
  /** `currentOwner()` of the process that serves it. */
  readonly owner: string;
  readonly pid: number;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** What runs in it, for people: folders or yaml files as they were named. */
  readonly apps: readonly string[];
  readonly detached: boolean;
}

/** A session at this moment, as its own process tells it. */
export interface SessionState {
  readonly session: SessionRecord;
  readonly phase: SessionPhase;
}

export type SessionPhase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly emulator: EmulatorState }
  | { readonly kind: 'stopping' }
  /** Its process lives and does not answer. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'failed'; readonly diagnostics: readonly Diagnostic[] };
