import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { failure, labels, proxyVariables } from '../core/index.ts';
import type { Container, ContainerSpec, Engine } from '../engine/index.ts';
import { mmdebstrapFailure } from './failures.ts';
import { logKeeper, type RootfsMaker, type RootfsOrder } from './maker.ts';
import { baseRepository, mmdebstrapArguments, recipeEpochSec, recipeTitle } from './recipe.ts';

/**
 * mmdebstrap in a container of whatever local image has apt: for machines that cannot run it, macOS first of all. It
 * needs no privileges. The result comes as lines of text over standard output, which every engine passes on, also one
 * in a virtual machine that sees none of this machine's folders.
 */
export function makerInContainer(engine: Engine): RootfsMaker {
  return {
    name: 'with mmdebstrap in a container',
    async obstacle() {
      const image = await imageWithApt(engine);
      return image === null ? 'the engine has no image of Debian or Ubuntu to run it in' : null;
    },
    make: (order) => make(engine, order),
  };
}

/** Names of images that have apt; our own first, since they are the most likely to know the newest suites. */
const namesWithApt = [
  new RegExp(`(^|/)${baseRepository}:(?!.*unpacked)`),
  /(^|\/)debian:/,
  /(^|\/)ubuntu:/,
  /(^|\/)(python|node|ruby|golang|php):(?!.*alpine)/,
];

async function imageWithApt(engine: Engine): Promise<string | null> {
  const tags = (await engine.images.list({})).flatMap((image) => image.tags);
  return (
    namesWithApt.map((name) => tags.find((tag) => name.test(tag))).find((tag) => tag !== undefined) ?? null
  );
}

async function* make(engine: Engine, order: RootfsOrder): AsyncGenerator<Uint8Array> {
  const { recipe, signal } = order;
  const image = await imageWithApt(engine);
  if (image === null) throw failure({ code: 'FB4101', message: 'the engine has no image with apt' });
  await using container = await engine.containers.start(containerSpec(image, order), { signal, notify() {} });
  const { log, keep } = logKeeper(order.onLine);
  const kill = (): void => void container.stop({ graceMs: 0 }).catch(() => undefined);
  signal.addEventListener('abort', kill, { once: true });
  try {
    yield* unpacked(decodedOutput(container, keep));
  } catch (cause) {
    signal.throwIfAborted();
    throw mmdebstrapFailure({ title: recipeTitle(recipe), log, cause });
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

const script = `
apt-get -q -o APT::Update::Error-Mode=any update >&2
apt-get -q install -y --no-install-recommends mmdebstrap debian-archive-keyring >&2
mmdebstrap --mode=root "$@" | gzip -1 | base64 --wrap=16380
`;

function containerSpec(image: string, { recipe, network }: RootfsOrder): ContainerSpec {
  return {
    name: null,
    image,
    entrypoint: ['bash'],
    command: ['-euo', 'pipefail', '-c', script, 'flexbuild', ...mmdebstrapArguments(recipe)],
    env: {
      ...proxyVariables(network.proxy),
      SOURCE_DATE_EPOCH: String(recipeEpochSec),
      LC_ALL: 'C',
      DEBIAN_FRONTEND: 'noninteractive',
    },
    labels: { [labels.role]: 'base' },
    networks: [],
    publish: [],
    limits: { cpus: null, memoryBytes: null },
    extraHosts: [],
    volumes: [],
    tmpfs: {},
    files: [],
    capabilities: null,
    sharesNetworkOf: null,
  };
}

function unpacked(compressed: AsyncIterable<Uint8Array>): Readable {
  const gunzip = createGunzip();
  // What fails on the way is what the reader gets, so the callback has nothing left to do.
  return pipeline(compressed, gunzip, () => undefined);
}

async function* decodedOutput(
  container: Container,
  onLine: (line: string) => void,
): AsyncGenerator<Uint8Array> {
  for await (const { stream, text } of container.output()) {
    if (stream === 'stdout') yield Buffer.from(text, 'base64');
    else onLine(text);
  }
  const { code } = await container.exited;
  if (code !== 0) throw new Error(`the container ended with exit code ${code}`);
}
