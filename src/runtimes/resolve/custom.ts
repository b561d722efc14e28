import { error, warning, type Diagnostic } from '../../core/index.ts';
import type { SourceTree } from '../../source/index.ts';
import { baseDecisions, knownBases } from '../bases.ts';
import { origin } from '../origin.ts';
import type { Decision, ResolveInput, Resolution, Runtime } from '../types.ts';
import { readCloudBuild, type CloudBuild } from './custom/cloud-build.ts';
import { customData } from './custom/data.ts';
import { lookAtDockerfile } from './custom/look.ts';

/** A Dockerfile of the app's own, or the one that cloudbuild.yaml builds; the image says what it runs. */
export function resolveCustom({ app, source, runtimes }: ResolveInput): Resolution {
  const cloudBuild = readCloudBuild(source);
  const hasDockerfile = source.readText('Dockerfile') !== null;
  const path = hasDockerfile ? 'Dockerfile' : (cloudBuild?.dockerfile ?? 'Dockerfile');
  const text = source.readText(path);
  const at = app.locate('runtime');
  const diagnostics = text === null ? [noDockerfile({ source, cloudBuild, at })] : [];
  if (hasDockerfile && cloudBuild !== null) diagnostics.push(bothFiles(source, at));
  if (text !== null) diagnostics.push(...unusedEntrypoint(app, text));
  const bases = knownBases(text ?? '', runtimes);
  return {
    version: null,
    image: { kind: 'dockerfile', path, bases },
    process: null,
    command: { form: 'image' },
    commandFrom: 'image',
    decisions: [...(hasDockerfile ? [] : dockerfileDecision(cloudBuild)), ...baseDecisions(bases, path)],
    diagnostics: [...diagnostics, ...dockerfileProblems({ app, source, runtimes, path })],
  };
}

/** What `path`, a Dockerfile that is deployed as it is, says that will not work there; none where there is no such file. */
export function dockerfileProblems({
  app,
  source,
  runtimes,
  path,
}: Pick<ResolveInput, 'app' | 'source' | 'runtimes'> & { readonly path: string }): readonly Diagnostic[] {
  const text = source.readText(path);
  const custom: Runtime | undefined = runtimes.find(({ id }) => id === 'custom');
  if (text === null || custom === undefined) return [];
  const cloudBuild = readCloudBuild(source);
  // gcloud builds the Dockerfile of this one name by itself; any other is built by cloudbuild.yaml, or by somebody else.
  const withBuildKit = cloudBuild === null ? path !== 'Dockerfile' : cloudBuild.withBuildKit;
  const { env } = app.config;
  return lookAtDockerfile({ file: path, text, env, data: customData(custom), withBuildKit });
}

function dockerfileDecision(cloudBuild: CloudBuild | null): readonly Decision[] {
  if (cloudBuild === null || cloudBuild.dockerfile === null) return [];
  const reason = "the Dockerfile of cloudbuild.yaml's docker step; its other steps are not run";
  return [
    { topic: 'image', value: cloudBuild.dockerfile, reason, from: origin({ files: ['cloudbuild.yaml'] }) },
  ];
}

function noDockerfile({
  source,
  cloudBuild,
  at,
}: {
  readonly source: SourceTree;
  readonly cloudBuild: CloudBuild | null;
  readonly at: Diagnostic['at'];
}): Diagnostic {
  if (cloudBuild === null) {
    return error({
      code: 'FB2005',
      message: `runtime is custom, and ${source.name} has no Dockerfile`,
      hint: 'Write a Dockerfile, set runtime to one that makes its own, such as python, or name an image with --image.',
      at,
    });
  }
  return error({
    code: 'FB2060',
    message: `runtime is custom, and cloudbuild.yaml, whose steps run on Cloud Build, has no docker build step with a Dockerfile in ${source.name}`,
    hint: 'Name the Dockerfile that cloudbuild.yaml builds with --dockerfile, or run its image with --image.',
    at,
  });
}

function bothFiles(source: SourceTree, at: Diagnostic['at']): Diagnostic {
  return error({
    code: 'FB2006',
    message: `a custom runtime has a Dockerfile or a cloudbuild.yaml, and ${source.name} has both`,
    hint: 'Remove one of the two.',
    at,
  });
}

function unusedEntrypoint(
  { config, locate }: ResolveInput['app'],
  dockerfile: string,
): readonly Diagnostic[] {
  const { entrypoint } = config;
  if (entrypoint === null) return [];
  // A Dockerfile made of this very app.yaml has it in its CMD, as it is or within JSON.
  const written = [entrypoint, JSON.stringify(entrypoint).slice(1, -1)];
  if (written.some((text) => dockerfile.includes(text.trim()))) return [];
  return [
    warning({
      code: 'FB2025',
      message: "entrypoint is not used: a custom runtime runs what its Dockerfile's CMD says",
      hint: 'Put the command into CMD, and remove entrypoint.',
      at: locate('entrypoint'),
    }),
  ];
}
