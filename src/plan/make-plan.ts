import { error, FlexbuildError, throwErrorsAmong, type Diagnostic, type Span } from '../core/index.ts';
import type { AppConfig, LocatedAppConfig } from '../manifest/index.ts';
import {
  baseDecisions,
  dockerfileProblems,
  knownBases,
  origin,
  resolvers,
  unknownRuntime,
  type ImagePlan,
  type Resolution,
  type ResolveInput,
  type Runtime,
} from '../runtimes/index.ts';
import type { SourceTree } from '../source/index.ts';
import { effectiveKeys } from './effects.ts';
import type { BuildPlan, RunPlan } from './types.ts';

/** An image that is taken instead of the one app.yaml asks for. */
export type ImageOverride = Extract<ImagePlan, { readonly kind: 'dockerfile' | 'prebuilt' }>;

/** What a plan is made from. */
export interface PlanInput {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly runtimes: readonly Runtime[];
  /** A Dockerfile's `bases` may be left empty: they are read from its `ARG BASE_IMAGE`. */
  readonly image: ImageOverride | null;
}

/**
 * Decides all about one service. Pure: the same input gives the same plan, byte for byte.
 * Throws one `FlexbuildError` with every problem found; warnings are in the plan.
 */
export function makePlan(input: PlanInput): BuildPlan {
  const { app } = input;
  const { config } = app;
  const { runtime } = config;
  if (runtime.env === 'standard') throw new FlexbuildError([notFlexible(app)]);
  const resolution = input.image === null ? resolve(runtime.id, input) : overridden(input.image, input);
  throwErrorsAmong(resolution.diagnostics);
  return {
    format: 1,
    service: config.service,
    runtime: { id: runtime.id, version: resolution.version, reason: `app.yaml says runtime: ${runtime.id}` },
    image: resolution.image,
    process: resolution.process,
    run: runPlan(config, resolution),
    decisions: resolution.decisions,
    diagnostics: resolution.diagnostics,
    spans: spansOf(app),
  };
}

function notFlexible({ locate }: LocatedAppConfig): Diagnostic {
  const at = locate('env');
  const how = at
    ? 'app.yaml asks for the standard environment'
    : 'app.yaml names no env, which means the standard environment';
  return error({
    code: 'FB2002',
    message: `${how}, and flexbuild builds for the flexible one`,
    hint: 'Write `env: flex`.',
    at: at ?? locate('runtime'),
  });
}

function resolve(id: string, { app, source, runtimes }: PlanInput): Resolution {
  const runtime = runtimes.find((candidate) => candidate.id === id);
  const resolver = resolvers[id];
  if (!runtime || !resolver)
    throw new FlexbuildError([unknownRuntime({ id, runtimes, at: app.locate('runtime') })]);
  const resolution = resolver({ app, source, runtime, runtimes });
  // A runtime without versions of its own brings a Dockerfile; for all others one beside them is a contradiction.
  const contradiction = runtime.versions.length > 0 ? foreignBuild(id, { app, source }) : [];
  return { ...resolution, diagnostics: [...contradiction, ...resolution.diagnostics] };
}

/** As gcloud refuses it: neither file would be used, and nothing would say so. */
function foreignBuild(
  id: string,
  { app, source }: Pick<ResolveInput, 'app' | 'source'>,
): readonly Diagnostic[] {
  return ['Dockerfile', 'cloudbuild.yaml']
    .filter((file) => source.entry(file) !== null)
    .map((file) =>
      error({
        code: 'FB2004',
        message: `${source.name} has a ${file}, and runtime is "${id}", which makes its own`,
        hint: `Set runtime to custom to use the ${file}, or remove the ${file} to go on with ${id}.`,
        at: app.locate('runtime'),
      }),
    );
}

function overridden(image: ImageOverride, { app, source, runtimes }: PlanInput): Resolution {
  const fromImage = {
    version: null,
    process: null,
    command: { form: 'image' },
    commandFrom: 'image',
  } as const;
  if (image.kind === 'prebuilt') {
    const decision = {
      topic: 'image',
      value: image.reference,
      reason: 'it was asked for; nothing is built',
      from: origin(),
    };
    return { ...fromImage, image, decisions: [decision], diagnostics: [] };
  }
  const text = source.readText(image.path);
  const bases = image.bases.length > 0 ? image.bases : knownBases(text ?? '', runtimes);
  const decision = {
    topic: 'image',
    value: image.path,
    reason: 'this Dockerfile was asked for',
    from: origin({ files: [image.path] }),
  };
  const problem = error({
    code: 'FB2007',
    message: `there is no Dockerfile ${image.path} in ${source.name}`,
    hint: 'Name a Dockerfile within the folder that is built.',
  });
  return {
    ...fromImage,
    image: { ...image, bases },
    decisions: [decision, ...baseDecisions(bases, image.path)],
    diagnostics: text === null ? [problem] : dockerfileProblems({ app, source, runtimes, path: image.path }),
  };
}

/** Where App Engine's front end sends requests. */
const appPort = 8080;

/** "Up to 30 seconds" between SIGTERM and SIGKILL: App Engine's documentation of the instance lifecycle. */
const stopGraceMs = 30_000;

function runPlan(config: AppConfig, { command, commandFrom }: Resolution): RunPlan {
  const { env, resources, network, scaling, health, serviceAccount } = config;
  return {
    command,
    commandFrom,
    port: appPort,
    env,
    resources,
    network,
    scaling,
    health,
    serviceAccount,
    stopGraceMs,
  };
}

/** Keys that stages after this one may have to point at, beside those that have an effect themselves. */
const otherKeys: readonly string[] = [
  'entrypoint',
  'resources.disk_size_gb',
  ...['forwarded_ports', 'name', 'subnetwork_name', 'instance_tag'].map((key) => `network.${key}`),
];

function spansOf({ config, locate }: LocatedAppConfig): Readonly<Record<string, Span>> {
  const settings = config.runtime.env === 'flex' ? Object.keys(config.runtime.settings) : [];
  const fixed = [...new Set([...otherKeys, ...effectiveKeys])].map((key) => key.split('.'));
  const keys = [
    ...fixed,
    ...settings.map((name) => ['runtime_config', name]),
    ...Object.keys(config.env).map((name) => ['env_variables', name]),
    ...Object.keys(config.buildEnv).map((name) => ['build_env_variables', name]),
    ...Object.keys(config.betaSettings).map((name) => ['beta_settings', name]),
  ];
  const located = keys.map((key) => [key.join('.'), locate(...key)] as const);
  return Object.fromEntries(located.filter((entry): entry is readonly [string, Span] => entry[1] !== null));
}
