import type { Exit, InstanceState, Job } from '../core/index.ts';
import { describeExit } from './diagnose.ts';
import type { InstanceRequest, LiveInstance } from './start-instance.ts';
import type { InstanceStatus } from './types.ts';

/** What a state brings with it. */
interface Entering {
  readonly detail?: string;
  readonly live?: LiveInstance;
  readonly exit?: Exit;
}

/** What is known of an instance over all its lives. */
export interface InstanceRecord {
  /** Null while it does not run. */
  readonly live: LiveInstance | null;
  readonly restarts: number;
  /** What the app wrote last, in the life before this one where it has not said anything yet. */
  lastLines(): readonly string[];
  enter(state: InstanceState, more?: Entering): void;
  /** It is about to begin another life. */
  startsAgain(): void;
  /** It ended before it answered, and left these lines. */
  keepLines(lines: readonly string[]): void;
  status(): InstanceStatus;
}

/** Reports every state that the instance enters. */
export function instanceRecord({ identity }: InstanceRequest, job: Job): InstanceRecord {
  const { service, version, instance } = identity;
  let state: InstanceState = 'starting';
  let detail: string | null = null;
  let live: LiveInstance | null = null;
  let restarts = 0;
  let lastLines = (): readonly string[] => [];

  const enter = (next: InstanceState, more: Entering = {}) => {
    const { exit } = more;
    state = next;
    detail = more.detail ?? (exit ? describeExit(exit) : null);
    live = more.live ?? null;
    if (more.live) lastLines = () => more.live?.output.lines() ?? [];
    job.notify({ kind: 'instance-state', service, instance, state, detail, exitCode: exit?.code ?? null });
  };
  return {
    get live() {
      return live;
    },
    get restarts() {
      return restarts;
    },
    lastLines: () => lastLines(),
    enter,
    startsAgain() {
      restarts++;
      enter('starting', { detail: `restart ${restarts}` });
    },
    keepLines: (lines) => void (lastLines = () => lines),
    status() {
      const address = live?.running.address ?? null;
      return { service, version, instance, state, detail, address, restarts };
    },
  };
}
