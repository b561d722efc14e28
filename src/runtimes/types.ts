import type { Diagnostic } from '../core/index.ts';
import type { LocatedAppConfig } from '../manifest/index.ts';
import type { SourceTree } from '../source/index.ts';

/** A runtime: a folder of data under `runtimes/`, and one pure function in `resolve/`. */
export interface Runtime {
  readonly id: string;
  readonly title: string;
  /** Any of these makes a folder an app of this runtime; looked for in this order. */
  readonly detect: readonly DetectionRule[];
  /** Base images by version; the first is the default. Empty for a runtime that brings its own Dockerfile. */
  readonly versions: readonly RuntimeVersion[];
  /** The rest of runtime.yaml, for this runtime's own resolver. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What in an app's files tells that it is for a runtime. */
export type DetectionRule =
  | { readonly kind: 'file'; readonly path: string }
  /** A file anywhere in the app whose name ends so. */
  | { readonly kind: 'suffix'; readonly suffix: string };

/** A version that a runtime offers, and where its base comes from. */
export interface RuntimeVersion {
  readonly version: string;
  /** Where the image comes from, in order of preference. */
  readonly bases: readonly [Base, ...Base[]];
  /** When its makers stop to mend it: `2029-10`, `2024-10-07`; null where runtime.yaml does not say. */
  readonly endOfLife: string | null;
  /** The rest of its row, for this runtime's own resolver. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where a base image can come from. */
export type Base =
  | { readonly kind: 'registry'; readonly reference: string }
  /** A root file system made of Debian packages. */
  | { readonly kind: 'debian'; readonly suite: string; readonly packages: readonly string[] };

/** What a resolver decides by. */
export interface ResolveInput {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly runtime: Runtime;
  /** All runtimes, for those that build on another's bases. */
  readonly runtimes: readonly Runtime[];
}

/** Decides everything about one runtime's image; pure. Problems are diagnostics, not exceptions, so that all are found at once. */
export type Resolver = (input: ResolveInput) => Resolution;

/** What a resolver decides; errors are among its diagnostics, and never thrown. */
export interface Resolution {
  readonly version: string | null;
  readonly image: ImagePlan;
  /** Null where only an image will do. */
  readonly process: ProcessPlan | null;
  readonly command: Command;
  /** Where the command came from: `app.yaml`, `Procfile`, `GOOGLE_ENTRYPOINT`, `default`, `image`. */
  readonly commandFrom: string;
  readonly decisions: readonly Decision[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the image comes from: made of generated files, of a Dockerfile in the app, or there already. */
export type ImagePlan =
  | {
      readonly kind: 'generated';
      readonly bases: readonly [Base, ...Base[]];
      /** What a build needs and the app does not bring; the first is the Dockerfile. */
      readonly files: readonly PlannedFile[];
      /** What gen-config writes besides, where nothing is in its place; a build never adds it, since it would change how the app runs. */
      readonly extras: readonly PlannedFile[];
    }
  | {
      readonly kind: 'dockerfile';
      /** Relative to the context folder. */
      readonly path: string;
      /** For its `ARG BASE_IMAGE`, where it has one whose default a runtime knows; else empty. */
      readonly bases: readonly Base[];
    }
  | { readonly kind: 'prebuilt'; readonly reference: string };

/** A text file still to be made: a template and what fills it. */
export interface PlannedFile {
  /** Relative to the app's folder. */
  readonly path: string;
  /** Relative to the package folder: `runtimes/python/Dockerfile.hbs`. */
  readonly template: string;
  readonly view: Readonly<Record<string, unknown>>;
  /** Names of the view to the topics of the decisions that fill them. */
  readonly decidedBy: Readonly<Record<string, readonly string[]>>;
  /** Names of the view to the keys of app.yaml that fill them without a decision; joined with `.`. */
  readonly setBy: Readonly<Record<string, readonly string[]>>;
}

/** What a container runs. */
export type Command =
  | { readonly form: 'shell'; readonly shell: 'bash' | 'sh'; readonly text: string }
  | { readonly form: 'exec'; readonly argv: readonly [string, ...string[]] }
  /** What the image itself says. */
  | { readonly form: 'image' };

/**
 * How an app runs without an image: with an interpreter that this machine has, in an environment made for it. In `steps`,
 * `path` and `env`, `{interpreter}` stands for the interpreter's path and `{environment}` for the environment's folder.
 */
export interface ProcessPlan {
  readonly interpreter: Interpreter;
  readonly environment: {
    /** Files of the app that decide what is in it, so that it can be shared; null: any may, so each run makes its own. */
    readonly files: readonly string[] | null;
    /** Folders that come first in PATH. */
    readonly path: readonly string[];
    /** Ways to make it; the first whose program this machine has is taken. */
    readonly makers: readonly EnvironmentMaker[];
  };
  /** Variables that the runtime's images set. */
  readonly env: Readonly<Record<string, string>>;
}

/** A program that runs the app, and how one of the right version is found. */
export interface Interpreter {
  readonly title: string;
  /** The first numbers that it has to have: `3.11`. */
  readonly version: string;
  /** File names, looked for in PATH; `{version}` stands for the version. */
  readonly programs: readonly string[];
  /** Where else they may be, below the user's home; `*` stands for any one folder. */
  readonly folders: readonly string[];
  /** Arguments at which it writes its version. */
  readonly ask: readonly string[];
}

export interface EnvironmentMaker {
  /** Null: always there. */
  readonly program: string | null;
  /** Commands, run in the app's folder one after the other. */
  readonly steps: readonly (readonly string[])[];
}

/** One decision of the plan and where it came from, for people. */
export interface Decision {
  /** `interpreter`, `entrypoint`, `workers`, … */
  readonly topic: string;
  readonly value: string;
  readonly reason: string;
  readonly from: Origin;
}

/** What something was decided by. */
export interface Origin {
  /** Keys of app.yaml, joined with `.`; one that is not set counts by its default. */
  readonly keys: readonly string[];
  /** Files of the app. */
  readonly files: readonly string[];
}
