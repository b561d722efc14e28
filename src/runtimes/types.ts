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
}

/** What a container runs. */
export type Command =
  | { readonly form: 'shell'; readonly shell: 'bash' | 'sh'; readonly text: string }
  | { readonly form: 'exec'; readonly argv: readonly [string, ...string[]] }
  /** What the image itself says. */
  | { readonly form: 'image' };

/** One decision of the plan and where it came from, for people. */
export interface Decision {
  /** `interpreter`, `entrypoint`, `workers`, … */
  readonly topic: string;
  readonly value: string;
  readonly reason: string;
}
