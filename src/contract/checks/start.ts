import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { failed, passed, skipped } from '../outcome.ts';
import type { Check, Outcome, ServingApp, Start } from '../types.ts';

/** What shows at the start: each way of not starting fails one of them, and the others show nothing. */
export const startChecks: readonly Check[] = [
  {
    id: 'starts',
    title: 'runs until it is told to stop',
    why: 'An instance that ends by itself is started again and again, and the deployment fails.',
    fix: 'Look at the last lines of the app: what is missing in the image, or in the environment?',
    at: null,
    stage: 'start',
    run: (start) => startOutcome(start, 'FB5401'),
  },
  {
    id: 'start-timeout',
    title: 'answers within readiness_check.app_start_timeout_sec',
    why: 'App Engine gives up an instance that has not answered by then.',
    fix: 'Do the slow part of the start later, or raise app_start_timeout_sec.',
    at: null,
    stage: 'start',
    run: (start) => startOutcome(start, 'FB5402'),
  },
  {
    id: 'listens',
    title: 'listens on $PORT, on every address',
    why: 'Requests come from outside of the container, which 127.0.0.1 does not hear.',
    fix: 'Listen on 0.0.0.0 and the port that PORT says.',
    at: null,
    stage: 'start',
    run: (start) => (start.kind === 'failed' ? startOutcome(start, 'FB5403') : fromElsewhere(start.app)),
  },
];

function startOutcome(start: Start, code: string): Outcome {
  if (start.kind === 'serving') return passed;
  return start.code === code ? failed(start.message, start.lines) : skipped('the app did not start');
}

/** A published port of a container is reached from outside of it; a process of this machine has to be tried from elsewhere. */
async function fromElsewhere({ host, address, signal }: ServingApp): Promise<Outcome> {
  if (host.kind === 'container') return passed;
  const other = otherAddress();
  if (other === null) return skipped('this machine has no address but 127.0.0.1');
  const reached = await connects({ host: other, port: address.port }, signal);
  return reached
    ? passed
    : failed(`it listens on 127.0.0.1 alone: ${other}:${address.port} refuses connections`);
}

/** On Linux all of 127/8 is this machine, and who listens on 127.0.0.1 hears nothing of the rest. */
function otherAddress(): string | null {
  if (process.platform === 'linux') return '127.0.0.2';
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? null;
}

function connects(
  address: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ ...address, signal });
  socket.on('connect', () => resolve(true));
  socket.on('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
