import type { OutputLine } from '../core/index.ts';

/** What happens in a build, in one form for both builders. */
export type BuildEvent =
  | {
      readonly kind: 'step';
      readonly id: string;
      /** As the builder shows it: `[2/4] RUN pip install …`. */
      readonly name: string;
      readonly state: StepState;
      readonly durationMs: number | null;
      /** Why it failed; null in every other state. */
      readonly error: string | null;
    }
  | {
      readonly kind: 'output';
      readonly id: string;
      readonly stream: OutputLine['stream'];
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'image'; readonly id: string }
  /** The build as a whole failed. */
  | { readonly kind: 'error'; readonly message: string };

/** `cached`: the builder had its result already. */
export type StepState = 'started' | 'cached' | 'done' | 'failed';

/** One line of the engine's progress to events; keeps what it has to remember of the lines before. */
export type BuildDecoder = (progress: Progress) => Iterable<BuildEvent>;

/** A line of progress: of these fields, those that the line has. */
export interface Progress {
  readonly id?: string;
  readonly stream?: string;
  readonly aux?: unknown;
  readonly errorDetail?: { readonly message?: string };
  readonly error?: string;
}

/** What both builders report alike. */
export function* commonEvents({ aux, error, errorDetail }: Progress): Generator<BuildEvent> {
  const image = typeof aux === 'object' && aux !== null && 'ID' in aux ? aux.ID : null;
  if (typeof image === 'string') yield { kind: 'image', id: image };
  const message = errorDetail?.message ?? error;
  if (message !== undefined) yield { kind: 'error', message };
}
