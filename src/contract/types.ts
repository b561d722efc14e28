import type { Address, OutputLine, Span } from '../core/index.ts';
import type { InstanceStatus, StoppedInstance } from '../emulator/index.ts';
import type { Engine } from '../engine/index.ts';
import type { BuildPlan } from '../plan/index.ts';

/** What a check has found. */
export type Outcome =
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** Lines that show it. */
      readonly evidence: readonly string[];
    }
  /** It shows nothing here. */
  | { readonly kind: 'skipped'; readonly why: string };

/** What is said of a check in `docs/contract.md`, in lists and beside a failure. */
export interface CheckKind {
  /** As `--only` and `--skip` name it. */
  readonly id: string;
  /** What holds where it passes. */
  readonly title: string;
  /** Why App Engine, or its users, need that. */
  readonly why: string;
  /** What to do where it fails. A hint. */
  readonly fix: string;
}

/** One check, and when in an app's life it is made. */
export type Check = CheckKind & {
  /** The place in a test file that asks for it. */
  readonly at: Span | null;
} & (
    | { readonly stage: 'start'; run(start: Start): Outcome | Promise<Outcome> }
    | { readonly stage: 'serving'; run(app: ServingApp): Outcome | Promise<Outcome> }
    | { readonly stage: 'stopped'; run(life: FinishedLife): Outcome }
    | { readonly stage: 'interrupted'; run(life: InterruptedLife): Outcome }
  );

/** How a start went. */
export type Start =
  | { readonly kind: 'serving'; readonly app: ServingApp }
  /** `code` is one of those of an app that does not answer: FB5401, FB5402, FB5403. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly lines: readonly string[];
    };

/** An app that answers. */
export interface ServingApp {
  readonly plan: BuildPlan;
  readonly host: HostView;
  /** The front end's. */
  readonly url: string;
  /** The instance's own, past the front end. */
  readonly address: Address;
  instance(): InstanceStatus;
  /** What the app has written so far. */
  lines(): readonly OutputLine[];
  /** How many requests the check of the memory sends. */
  readonly requests: number;
  /** Where the app may write beside the usual places, as its test file says. */
  readonly mayWrite: readonly string[];
  readonly signal: AbortSignal;
}

/** Where the instance lives, as far as checks look at it. */
export type HostView =
  | { readonly kind: 'process' }
  | {
      readonly kind: 'container';
      readonly engine: Engine;
      readonly image: string;
      /** `SOURCE:TARGET[:ro]`, of the desk. */
      readonly volumes: readonly string[];
    };

/** A life that ended by SIGTERM while no request was open. */
export interface FinishedLife {
  readonly plan: BuildPlan;
  readonly lines: readonly OutputLine[];
  readonly stopped: StoppedInstance;
  readonly stopMs: number;
}

/** A life that ended by SIGTERM while one request was open. */
export interface InterruptedLife {
  readonly stopped: StoppedInstance;
  /** The path that was named as slow; null: the end of a request was held back. */
  readonly slowPath: string | null;
  readonly answer: HeldAnswer;
}

export type HeldAnswer =
  | { readonly kind: 'answered'; readonly status: number }
  /** It came before SIGTERM did. */
  | { readonly kind: 'too-soon' }
  | { readonly kind: 'cut-off'; readonly reason: string };

/** A check and what came of it. */
export interface CheckResult extends CheckKind {
  readonly at: Span | null;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** What a contract suite has found of one app. */
export interface ContractReport {
  readonly service: string;
  readonly host: 'container' | 'process';
  /** False: the app gave no answer, and most checks show nothing. */
  readonly started: boolean;
  readonly results: readonly CheckResult[];
}
