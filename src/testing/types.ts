import type {
  AnsweredRequest,
  Environment,
  InstanceStatus,
  MetadataFault,
  MetadataValues,
  Notice,
  OutputLine,
  RunningEmulator,
  StoppedInstance,
} from '../index.ts';
import type { Recorded } from './recorded.ts';

/** A folder with an app.yaml, or a service's yaml file; texts are relative to the folder that tests run in. */
export type AppTarget = string | URL;

/** What a test wants otherwise than `flexbuild run` does it. */
export interface FlexAppOptions {
  /** `auto`, or left out: containers where an engine answers, else plain processes. */
  readonly host?: 'auto' | FlexHost['kind'] | FlexHost;
  /** Variables for the app, over what app.yaml says. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of each service; left out: one. */
  readonly instances?: number;
  /** Whether they are asked for liveness and readiness while they live; left out: they are. */
  readonly healthChecks?: boolean;
  /** The project's id; left out: `flexbuild-local`. */
  readonly project?: string;
  /** Left out: named by the clock, as gcloud does it. */
  readonly version?: string;
  /** The project's custom metadata, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What goes wrong on purpose. */
  readonly faults?: readonly MetadataFault[];
  /** A dispatch.yaml, whose rules decide which service gets a request; left out: the one beside an app, null: none. */
  readonly dispatch?: AppTarget | null;
  /** True: HTTPS beside HTTP, with a certificate of the user's own authority. */
  readonly https?: boolean;
  /** Values for `${NAME}` in app.yaml; left out: they stay as they are. */
  readonly substitutions?: Readonly<Record<string, string>>;
  /** Gets everything that is reported meanwhile: build steps, warnings, the app's output. */
  readonly onNotice?: (notice: Notice) => void;
  /** Ends the start where it aborts. */
  readonly signal?: AbortSignal;
  /** This machine's environment: where its engine is, its proxies and folders. Left out: this process's own. */
  readonly machine?: Environment;
}

/** What is said of one kind of host alone. */
export type FlexHost =
  | {
      readonly kind: 'container';
      /** Runs this image; nothing is built. */
      readonly image?: string;
      /** As `docker run --volume` takes them. */
      readonly volumes?: readonly string[];
      /** Further networks for the app, by name: where its database is. */
      readonly networks?: readonly string[];
    }
  | {
      readonly kind: 'process';
      /** A path or a name in PATH, in place of the interpreter that app.yaml asks for. */
      readonly interpreter?: string;
      /** Runs instead of what app.yaml says. */
      readonly entrypoint?: string;
      /** True: in the app's own folder, and not in a copy of it. */
      readonly inPlace?: boolean;
    };

/** An app that answers. Disposing ends it at once, and removes all that it had. */
export interface FlexApp extends AsyncDisposable {
  /** Of the front end; what comes there reaches the app with App Engine's headers. */
  readonly url: string;
  /** With TLS; null without. */
  readonly secure: SecureFrontEnd | null;
  /** In the order in which they were named. */
  readonly services: readonly FlexService[];
  /** Every line that the app writes. */
  readonly logs: Recorded<LogLine>;
  readonly metadata: FlexMetadata;
  readonly frontEnd: {
    /** What the app was sent, in the order in which it was. */
    readonly requests: Recorded<SeenRequest>;
  };
  /** Sends a request as App Engine's cron or a task queue. */
  readonly send: RunningEmulator['send'];
  /** Stops as the platform does: no new requests, SIGTERM, 30 s, SIGKILL. */
  stop(): Promise<readonly StoppedInstance[]>;
}

/** Where the front end is with TLS, and what clients have to trust. */
export interface SecureFrontEnd {
  readonly url: string;
  /** The authority's certificate, as PEM. */
  readonly certificate: string;
  /** The file that it is in, for `NODE_EXTRA_CA_CERTS` and `curl --cacert`. */
  readonly certificateFile: string;
}

export interface FlexService {
  readonly name: string;
  /** The Host header that leads to it, unless a dispatch rule says otherwise; other requests go to `default`, or else to the first service. */
  readonly host: string;
  /** As they are at this moment. */
  instances(): readonly InstanceStatus[];
}

/** A line, and whose it is. */
export interface LogLine extends OutputLine {
  readonly service: string;
  readonly instance: string;
}

/** The values that the app's instances read, and the requests they made for them. */
export interface FlexMetadata extends MetadataValues {
  readonly requests: Recorded<SeenMetadataRequest>;
}

export interface SeenMetadataRequest extends AnsweredRequest {
  readonly service: string;
}

/** A request as a client sent it, and as the app got it. */
export interface SeenRequest {
  readonly service: string;
  readonly instance: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** What the client sent. Names in lower case; values of one name joined with commas. */
  readonly received: HeaderValues;
  /** What the app got, in the same form. */
  readonly sent: HeaderValues;
}

/** Header fields by their names. */
export type HeaderValues = Readonly<Record<string, string>>;
