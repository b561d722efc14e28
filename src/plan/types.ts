import type { Diagnostic, Span } from '../core/index.ts';
import type { HealthChecks, Network, Resources, Scaling } from '../manifest/index.ts';
import type { Command, Decision, ImagePlan, ProcessPlan } from '../runtimes/index.ts';

/** All decisions about one service, no effects: JSON in, JSON out, the same for the same input on every machine. */
export interface BuildPlan {
  readonly format: 1;
  readonly service: string;
  readonly runtime: {
    readonly id: string;
    readonly version: string | null;
    /** Why it is this one: `app.yaml says runtime: python`, `found requirements.txt`. */
    readonly reason: string;
  };
  readonly image: ImagePlan;
  /** Null where only an image will do. */
  readonly process: ProcessPlan | null;
  readonly run: RunPlan;
  readonly decisions: readonly Decision[];
  /** Warnings alone; errors are thrown. */
  readonly diagnostics: readonly Diagnostic[];
  /** Keys of app.yaml, joined with `.`, to where they are set: for errors that later stages find. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** How instances are to be run. */
export interface RunPlan {
  readonly command: Command;
  /** Where the command came from: `app.yaml`, `Procfile`, `GOOGLE_ENTRYPOINT`, `default`, `image`. */
  readonly commandFrom: string;
  readonly port: number;
  /** `env_variables`. */
  readonly env: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly network: Network;
  readonly scaling: Scaling;
  readonly health: HealthChecks;
  readonly serviceAccount: string | null;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
}
