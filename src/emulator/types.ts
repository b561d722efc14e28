import type { Address, Exit, InstanceState } from '../core/index.ts';
import type {
  FrontEndLimits,
  FrontEndOptions,
  Places,
  TlsOptions,
  VersionStatistics,
} from '../frontend/index.ts';
import type { Host } from '../hosts/index.ts';
import type { MetadataFault, MetadataServer, MetadataServerOptions, TokenSource } from '../metadata/index.ts';
import type { DispatchRule } from '../manifest/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import type { TrustedAnswer, TrustedRequest } from './send-trusted.ts';

export interface EmulatorOptions {
  /** One a service; requests for a service that is not among them go to `default`, or else to the first. */
  readonly plans: readonly [BuildPlan, ...BuildPlan[]];
  /** Rules of dispatch.yaml. */
  readonly dispatch: readonly DispatchRule[];
  /** Stays the caller's: the emulator removes its instances from it and never disposes it. */
  readonly host: Host;
  readonly app: AppSettings;
  readonly frontEnd: {
    /** Port 0 takes a free one. */
    readonly listen: Address;
    /** HTTPS beside it; null: none. */
    readonly tls: TlsOptions | null;
    readonly limits: FrontEndLimits;
    /** Where clients are. */
    readonly places: Places;
    /** How many processes serve; one is this one. */
    readonly workers: number;
  } & Pick<FrontEndOptions, 'onForward'>;
  /** Instances of each service; null: one, whatever app.yaml asks for. */
  readonly instances: number | null;
  /** Whether they are asked for liveness and readiness while they live, and what that leads to. */
  readonly healthChecks: boolean;
  /** `--env` and `--env-file`: seen by the app alone, over what app.yaml says. */
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: EmulatorMetadata;
  /** When the version is created; names it where `app.version` is null. */
  readonly now: Date;
}

/** What the metadata server is told beside the app. */
export interface EmulatorMetadata extends Pick<MetadataServerOptions, 'onRequest'> {
  /** Null: made-up tokens, which no service accepts. The account of others is the app's service account. */
  readonly tokens: TokenSource | null;
  /** The project's custom metadata, by key. */
  readonly project: Readonly<Record<string, string>>;
  readonly faults: readonly MetadataFault[];
}

/** What is set on a running metadata server, by paths such as `project/attributes/KEY`. */
export type MetadataValues = Pick<MetadataServer, 'set' | 'delete' | 'get'>;

/** What an app is told about where it runs. */
export interface AppSettings {
  /** The project's id, as `GOOGLE_CLOUD_PROJECT` has it. */
  readonly project: string;
  /** Twelve digits; null: made from the id, always the same ones. */
  readonly projectNumber: string | null;
  /** Null: from the clock, as gcloud does it. */
  readonly version: string | null;
  readonly region: string;
  readonly zone: string;
}

/** How one service or all of them are at this moment. */
export interface EmulatorState {
  readonly url: string;
  /** With TLS; null without. */
  readonly secureUrl: string | null;
  readonly project: string;
  readonly instances: readonly InstanceStatus[];
}

export interface InstanceStatus {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  readonly state: InstanceState;
  /** Why it is in this state, where that is not plain. */
  readonly detail: string | null;
  /** Where it is reached from this machine; null while it does not run. */
  readonly address: Address | null;
  readonly restarts: number;
}

/** How an instance ended when it was told to. */
export interface StoppedInstance {
  readonly service: string;
  readonly instance: string;
  /** Null: it was not running when the stop came. */
  readonly exit: Exit | null;
  /** The grace ran out. */
  readonly killed: boolean;
}

/** An app that answers. Disposing kills what still runs. */
export interface RunningEmulator extends AsyncDisposable {
  /** The front end's. */
  readonly url: string;
  state(): EmulatorState;
  /** Sends a request as App Engine's cron or a task queue. Rejects where the app gives no answer. */
  send(request: TrustedRequest, options: { readonly signal: AbortSignal }): Promise<TrustedAnswer>;
  /** What its instances read from their metadata server, as far as it is set. */
  readonly metadata: MetadataValues;
  /** What each version has answered so far. */
  statistics(): readonly VersionStatistics[];
  /** Stops as the platform does: no new requests, SIGTERM, 30 s, SIGKILL. Every call gives the same answer. */
  stop(): Promise<readonly StoppedInstance[]>;
  /** Ends everything at once, a stop that goes on included. */
  kill(): Promise<void>;
  /** Fulfils once it has stopped, whoever asked for that. */
  readonly stopped: Promise<readonly StoppedInstance[]>;
}
