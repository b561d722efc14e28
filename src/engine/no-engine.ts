import { failure, type FlexbuildError } from '../core/index.ts';
import type { Endpoint, Lookup } from './endpoints.ts';
import { engineErrorOf } from './errors.ts';
import type { Machine } from './machine.ts';

/** An endpoint that was tried, and what came of it. */
export interface Attempt {
  readonly endpoint: Endpoint;
  readonly cause: unknown;
}

/** The error where nothing answered: FB4002, FB4003 or FB4001, with what to do on this very system. */
export function noEngine({
  machine,
  lookup,
  attempts,
}: {
  readonly machine: Machine;
  readonly lookup: Lookup;
  readonly attempts: readonly Attempt[];
}): FlexbuildError {
  const forbidden = attempts.find(({ cause }) => /^(EACCES|EPERM)$/.test(engineErrorOf(cause).code ?? ''));
  if (forbidden) return notAllowed(forbidden, machine);
  const [first] = attempts;
  if (lookup.kind === 'named' && first) return namedButDead(first);
  const detail = attempts.filter(({ cause }) => engineErrorOf(cause).code !== 'ENOENT').map(tried);
  return failure({
    code: 'FB4001',
    message: 'no container engine answers on this machine',
    hint: hintFor(machine),
    detail,
  });
}

function notAllowed({ endpoint, cause }: Attempt, { platform }: Machine): FlexbuildError {
  return failure(
    {
      code: 'FB4002',
      message: `an engine listens on ${endpoint.url}, but this user may not talk to it`,
      hint:
        platform === 'linux'
          ? 'Join the docker group with `sudo usermod -aG docker "$USER"`, then log in again.'
          : 'Start the engine as this user, or give this user access to its socket.',
    },
    { cause },
  );
}

function namedButDead({ endpoint, cause }: Attempt): FlexbuildError {
  const setting =
    endpoint.from === 'DOCKER_HOST' ? 'unset DOCKER_HOST' : 'choose another with `docker context use`';
  return failure(
    {
      code: 'FB4003',
      message: `nothing answers on ${endpoint.url}, which ${endpoint.from} names (${reasonOf(cause)})`,
      hint: `Start the engine there, or ${setting}.`,
    },
    { cause },
  );
}

function tried({ endpoint, cause }: Attempt): string {
  return `${endpoint.url}: ${reasonOf(cause)}`;
}

function reasonOf(cause: unknown): string {
  const { code, text } = engineErrorOf(cause);
  // How the client names the end of a wait.
  return code === 'ABORT_ERR' ? 'no answer in time' : (code ?? text);
}

/** The first row that applies is what to do. */
const advice: readonly {
  applies: (machine: Machine) => boolean;
  hint: (machine: Machine) => string;
}[] = [
  {
    applies: ({ platform }) => platform === 'darwin',
    hint: () =>
      'Start Docker Desktop (`open -a Docker`) or colima (`colima start`); `brew install --cask docker` installs the first.',
  },
  {
    applies: ({ platform }) => platform === 'win32',
    hint: () => 'Start Docker Desktop; `winget install Docker.DockerDesktop` installs it.',
  },
  {
    applies: ({ platform, dockerd, checkout }) => platform === 'linux' && dockerd && !checkout,
    hint: ({ systemd, root }) =>
      `Start it: \`${sudo(root)}${systemd ? 'systemctl start docker' : 'service docker start'}\`.`,
  },
  {
    applies: ({ platform, debianLike, checkout }) => platform === 'linux' && debianLike && checkout,
    hint: ({ root }) => `Install and start one: \`make engine\`${root ? '' : ' (it asks for sudo)'}.`,
  },
  {
    applies: ({ platform, debianLike }) => platform === 'linux' && debianLike,
    hint: ({ root, systemd }) =>
      `Install one: \`${sudo(root)}apt-get install docker.io\`, then \`${sudo(root)}${systemd ? 'systemctl enable --now docker' : 'service docker start'}\`` +
      (root ? '.' : ', and `sudo usermod -aG docker "$USER"`, and log in again.'),
  },
];

const anywhereElse =
  'Install and start Docker (https://docs.docker.com/engine/install) or Podman, or name an engine with DOCKER_HOST.';

function hintFor(machine: Machine): string {
  return advice.find(({ applies }) => applies(machine))?.hint(machine) ?? anywhereElse;
}

function sudo(root: boolean): string {
  return root ? '' : 'sudo ';
}
