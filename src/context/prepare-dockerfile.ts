import {
  proxyVariables,
  throwErrorsAmong,
  warning,
  type Diagnostic,
  type NetworkSettings,
} from '../core/index.ts';
import { addMounts, declaredArguments } from './run-instructions.ts';
import { runMounts } from './run-mounts.ts';
import { reachableFromContainers } from './reachable.ts';
import type { PreparedDockerfile, Reachability } from './types.ts';

/**
 * The Dockerfile as the engine gets it: each RUN is given pip's cache and this machine's index settings and certificate
 * authorities as mounts, so that none of them is in a layer, the history or the configuration of the image; proxies go as
 * the build arguments that every builder keeps out of them. Lines stay where they are. Without BuildKit there are no
 * mounts, and a warning says what is missing.
 * Throws FB3013 where a proxy or an index is on this machine's loopback and containers cannot reach it.
 */
export async function prepareDockerfile({
  file,
  text,
  network,
  buildkit,
  hostGatewayName = 'host.docker.internal',
  hostAddress = null,
  reaches,
}: {
  /** Its path, for messages. */
  readonly file: string;
  readonly text: string;
  readonly network: NetworkSettings;
  readonly buildkit: boolean;
} & Partial<Reachability>): Promise<PreparedDockerfile> {
  const reachable = await reachableFromContainers(network, {
    hostGatewayName,
    hostAddress,
    ...(reaches && { reaches }),
  });
  throwErrorsAmong(reachable.diagnostics);
  const { settings, extraHosts } = reachable;
  const buildArgs = proxyVariables(settings.proxy);
  const { mounts, secrets } = buildkit ? runMounts(settings) : { mounts: [], secrets: {} };
  return {
    text: addMounts(text, mounts),
    secrets,
    buildArgs,
    extraHosts,
    diagnostics: [
      ...(buildkit ? [] : missingWithoutMounts(settings)),
      ...writtenByArg({ file, text, buildArgs }),
    ],
  };
}

/** A builder writes the value of an argument that the Dockerfile declares into the history, be it predefined or not. */
function writtenByArg({
  file,
  text,
  buildArgs,
}: {
  readonly file: string;
  readonly text: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}): readonly Diagnostic[] {
  const secret = Object.keys(buildArgs).filter((name) => /:\/\/[^/]*@/.test(buildArgs[name] ?? ''));
  if (secret.length === 0) return [];
  return declaredArguments({ file, text })
    .filter(({ name }) => secret.includes(name))
    .map(({ name, at }) =>
      warning({
        code: 'FB3015',
        message: `ARG ${name} makes the builder write the proxy's user and password into the image's history`,
        hint: `Delete the line: RUN has ${name} without it.`,
        at,
      }),
    );
}

function missingWithoutMounts({ ca, pip }: NetworkSettings): readonly Diagnostic[] {
  const missing: string[] = [];
  if (ca && ca.own.length > 0) missing.push(`the certificate authorities of ${ca.from}`);
  if (pip.indexUrl !== null || pip.extraIndexUrls.length > 0 || pip.findLinks.length > 0)
    missing.push("pip's index");
  return missing.map((what) =>
    warning({
      code: 'FB3014',
      message: `RUN steps do without ${what}: this engine has no BuildKit, and without it they would stay in the image`,
      hint: 'Use an engine with BuildKit (Docker 18.09 or later), or set what the build needs in the Dockerfile.',
    }),
  );
}
