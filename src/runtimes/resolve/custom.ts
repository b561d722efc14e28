import { error, warning, type Diagnostic } from '../../core/index.ts';
import type { SourceTree } from '../../source/index.ts';
import { baseDecisions, knownBases } from '../bases.ts';
import type { ResolveInput, Resolution } from '../types.ts';

/** A Dockerfile of the app's own; the image says what it runs. */
export function resolveCustom({ app, source, runtimes }: ResolveInput): Resolution {
  const text = source.readText('Dockerfile');
  const hasCloudBuild = source.entry('cloudbuild.yaml') !== null;
  const at = app.locate('runtime');
  const diagnostics = text === null ? [noDockerfile({ source, hasCloudBuild, at })] : [];
  if (text !== null && hasCloudBuild) diagnostics.push(bothFiles(source, at));
  if (text !== null) diagnostics.push(...unusedEntrypoint(app, text));
  const bases = knownBases(text ?? '', runtimes);
  return {
    version: null,
    image: { kind: 'dockerfile', path: 'Dockerfile', bases },
    process: null,
    command: { form: 'image' },
    commandFrom: 'image',
    decisions: baseDecisions(bases, 'Dockerfile'),
    diagnostics,
  };
}

function noDockerfile({
  source,
  hasCloudBuild,
  at,
}: {
  readonly source: SourceTree;
  readonly hasCloudBuild: boolean;
  readonly at: Diagnostic['at'];
}): Diagnostic {
  return error({
    code: 'FB2005',
    message: hasCloudBuild
      ? `runtime is custom and ${source.name} has a cloudbuild.yaml but no Dockerfile: its steps run on Cloud Build and cannot be built here`
      : `runtime is custom, and ${source.name} has no Dockerfile`,
    hint: hasCloudBuild
      ? 'Add the Dockerfile that cloudbuild.yaml builds with --dockerfile, or run its image with --image.'
      : 'Write a Dockerfile, or set runtime to one that makes its own, such as python.',
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
