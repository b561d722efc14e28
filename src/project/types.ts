import type { NetworkSettings } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import type { LocatedAppConfig } from '../manifest/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import type { SourceTree } from '../source/index.ts';

/** Which app, and what of it is to be taken from elsewhere. */
export interface ProjectRequest {
  /** A folder with an app.yaml, or the yaml file itself. */
  readonly target: string;
  /** The folder that is built; null: the one with the yaml file. */
  readonly context: string | null;
  /** A Dockerfile to build instead of what app.yaml's runtime says. */
  readonly dockerfile: string | null;
  /** An image to run as it is; nothing is built. */
  readonly image: string | null;
  /** Values for `${NAME}` in app.yaml; null leaves them as they are. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

/** One service of an app on disk, planned. */
export interface Project {
  /** For tags and lists: the folder's name and the service's, in lower case. */
  readonly name: string;
  /** The context folder, absolute. */
  readonly folder: string;
  readonly configFile: string;
  readonly configText: string;
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly plan: BuildPlan;
}

/** How to build; what is null is left to the plan and the engine. */
export interface BuildOptions {
  readonly engine: Engine;
  readonly network: NetworkSettings;
  readonly baseImage: string | null;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** `linux/arm64`; null: the engine's own. */
  readonly platform: string | null;
  /** Where Debian packages for a base come from. */
  readonly debian: { readonly mirrors: readonly string[]; readonly acceptExpired: boolean };
  /** Names beside `flexbuild/NAME`. */
  readonly tags: readonly string[];
  readonly noCache: boolean;
  /** SOURCE_DATE_EPOCH, in seconds; null keeps the files' own times. */
  readonly sourceDateEpoch: number | null;
}
