import type { ContainerRuntimeClient, ImageName } from 'testcontainers';
import { failure, type Engine } from '../../index.ts';

/** Networks in which a container has no ports of its own, or cannot join another one. */
const lonelyModes = /^(host|none|container:.*)$/;

/** Throws FB6032 where the container would reach no metadata server, and nobody its PORT. */
export function checkNetworkMode(mode: string | undefined): void {
  if (mode === undefined || !lonelyModes.test(mode)) return;
  throw failure({
    code: 'FB6032',
    message: `network mode "${mode}" leaves the app without a metadata server and without a published PORT`,
    hint: 'Use withNetwork, or no network at all.',
  });
}

/** Throws FB6033: what a container has around it ends with the process that started it. */
export function checkReuse(reuse: boolean): void {
  if (!reuse) return;
  throw failure({
    code: 'FB6033',
    message: "an app's container cannot be reused, since its metadata server lives in this process",
    hint: 'Take withReuse out: the image is reused anyway, and starting its container is quick.',
  });
}

interface EnginesRequest {
  readonly engine: Pick<Engine, 'capabilities'>;
  /** What flexbuild has built. */
  readonly image: ImageName;
  readonly client: Pick<ContainerRuntimeClient, 'image' | 'info'>;
}

/** Throws FB6034 where testcontainers does not have the image: both look for an engine, each in its own way. */
export async function checkEngine({ engine, image, client }: EnginesRequest): Promise<void> {
  if (await client.image.exists(image)) return;
  const { host, remoteSocketPath } = client.info.containerRuntime;
  const { url, from } = engine.capabilities.endpoint;
  throw failure({
    code: 'FB6034',
    message: `flexbuild uses the engine at ${url} (${from}), but testcontainers the one at ${host}, ${remoteSocketPath}`,
    hint: 'Set DOCKER_HOST, which both go by.',
  });
}
