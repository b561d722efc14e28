import type { Address, Exit, InstanceIdentity, Job, OutputLine } from '../core/index.ts';
import type { BuildPlan } from '../plan/index.ts';

/** Where instances live. The emulator starts, watches and stops instances through this and knows neither Docker nor processes. */
export interface Host extends AsyncDisposable {
  readonly kind: 'container' | 'process';
  /** Where a metadata server has to listen for instances to reach it; port 0. */
  metadataListenAddress(): Address;
  /** From now on instances reach the metadata server at `server` under Google's names and addresses. Once, before the first start. */
  connectMetadata(server: { readonly address: Address; readonly secret: string }, job: Job): Promise<void>;
  /** Who is behind the caller that a connection to the metadata server names; null for a stranger. Known before an instance's first line runs. */
  identify(caller: string): InstanceIdentity | null;
  /** Everything that instances of one plan share: its image, or its staged files. */
  prepare(plan: BuildPlan, job: Job): Promise<Prepared>;
  start(prepared: Prepared, start: InstanceStart, job: Job): Promise<RunningInstance>;
}

/** What `Host.prepare` made; only its own host knows what is in it. */
export interface Prepared {
  readonly plan: BuildPlan;
  /** An image id, a folder. */
  readonly what: string;
}

export interface InstanceStart {
  readonly identity: InstanceIdentity;
  /** The whole environment: the plan's, the platform's and the desk's. */
  readonly env: Readonly<Record<string, string>>;
}

/** An instance whose process has started; whether it answers is for the caller to find out. Disposing kills it. */
export interface RunningInstance extends AsyncDisposable {
  readonly identity: InstanceIdentity;
  /** Where it is reached from this machine. */
  readonly address: Address;
  /** Where its app has to listen for that, as PORT says: on every address, or on this machine's own at least. */
  readonly listen: Address;
  /** Every line from the start on; one reader. */
  output(): AsyncIterable<OutputLine>;
  readonly exited: Promise<Exit>;
  /** SIGTERM, then SIGKILL after `graceMs`; `killed` says that the grace ran out. */
  stop(options: { readonly graceMs: number }): Promise<Exit & { readonly killed: boolean }>;
}
