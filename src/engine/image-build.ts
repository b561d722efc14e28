import { Readable } from 'node:stream';
import { failure, type Job } from '../core/index.ts';
import type { Progress } from './build-events.ts';
import { buildFailed } from './build-failure.ts';
import { buildLog } from './build-log.ts';
import { buildkitDecoder } from './buildkit-events.ts';
import { openSession } from './buildkit-session.ts';
import { classicDecoder } from './classic-events.ts';
import { dial, type Client } from './client.ts';
import { engineErrorOf, mapEngineError } from './errors.ts';
import { jsonLines } from './lines.ts';
import type { BuildRequest, EngineCapabilities } from './types.ts';

/**
 * Builds an image and gives its id. Throws FB3101 for a step that failed, with `BuildFailure` as cause, FB3102 to
 * FB3104 for what is no step's fault, FB4011 where the engine cannot build like that, and the signal's reason.
 */
export async function buildImage({
  client,
  capabilities,
  request,
  job,
}: {
  readonly client: Client;
  readonly capabilities: EngineCapabilities;
  readonly request: BuildRequest;
  readonly job: Job;
}): Promise<string> {
  refuseTheImpossible(request, capabilities);
  const { signal } = job;
  const archive = request.context instanceof Readable ? request.context : null;
  const files = request.context instanceof Readable ? null : request.context;
  try {
    using session =
      request.builder === 'buildkit'
        ? await openSession(client, { secrets: request.secrets, files, signal })
        : null;
    const log = buildLog(job);
    const decode = session === null ? classicDecoder() : buildkitDecoder();
    const options = {
      ...queryOf(request, capabilities),
      ...(session && { version: '2', session: session.id }),
      ...(files && { remote: 'client-session' }),
    };
    const progress = (await dial(client, {
      path: '/build?',
      method: 'POST',
      // Without a body the client would send the options as one, and the answer is lost.
      file: archive ?? Readable.from([]),
      options,
      isStream: true,
      abortSignal: signal,
      statusCodes: { 200: true, 400: 'bad parameter', 404: 'not found', 500: 'server error' },
    })) as Readable;
    for await (const line of jsonLines(progress))
      for (const event of decode(line as Progress)) log.add(event);
    signal.throwIfAborted();
    return log.finish();
  } catch (cause) {
    archive?.destroy();
    signal.throwIfAborted();
    throw asBuildError(cause);
  }
}

function refuseTheImpossible(request: BuildRequest, { buildkit, name, version }: EngineCapabilities): void {
  const classic = request.builder === 'classic';
  const hasSecrets = Object.keys(request.secrets).length > 0;
  const refused = [
    { asked: !classic && !buildkit, what: 'build with BuildKit' },
    { asked: classic && hasSecrets, what: 'give secrets to build steps with its classic builder' },
    {
      asked: classic && !(request.context instanceof Readable),
      what: 'ask for files with its classic builder',
    },
  ].find(({ asked }) => asked);
  if (refused === undefined) return;
  throw failure({
    code: 'FB4011',
    message: `${name} ${version} cannot ${refused.what}`,
    hint: 'Use an engine with BuildKit (Docker 20.10 or newer), or leave out what needs it.',
  });
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageBuild */
function queryOf(request: BuildRequest, { name }: EngineCapabilities): Readonly<Record<string, unknown>> {
  const { tags, dockerfile, labels, buildArgs, extraHosts, platform, noCache } = request;
  return {
    t: tags,
    dockerfile,
    labels: JSON.stringify(labels),
    buildargs: JSON.stringify(buildArgs),
    // Podman takes a JSON array, Docker the parameter once for each.
    ...(extraHosts.length > 0 && { extrahosts: name === 'podman' ? JSON.stringify(extraHosts) : extraHosts }),
    ...(platform !== null && { platform }),
    ...(noCache && { nocache: true }),
    rm: true,
    // A failing step of the classic builder leaves its container otherwise.
    forcerm: true,
  };
}

/** Bad requests come as errors of their own, before any progress: syntax errors among them. */
function asBuildError(cause: unknown): Error {
  const { status, text } = engineErrorOf(cause);
  if (status === null) return mapEngineError(cause, 'build the image');
  const failed = buildFailed({
    instruction: null,
    exitCode: null,
    line: lineIn(text),
    output: [],
    message: text,
  });
  const aboutTheBuild = failed.diagnostics[0].code !== 'FB3101';
  return aboutTheBuild ? failed : mapEngineError(cause, 'build the image');
}

function lineIn(text: string): number | null {
  const digits = /line (\d+)/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
