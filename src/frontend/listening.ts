import {
  codeOf,
  failure,
  formatAddress,
  messageOf,
  type Address,
  type FlexbuildError,
} from '../core/index.ts';

/** The flag of the port, and the code for a port in use, by what would listen there. */
const listeners = {
  http: { flag: '--port', inUse: 'FB5001' },
  https: { flag: '--https=PORT', inUse: 'FB5031' },
} as const;

interface Listener {
  readonly address: Address;
  readonly listener: keyof typeof listeners;
}

/** FB5001 or FB5031 where the port is in use, FB5002 where it cannot be listened on for another reason. */
export function listenFailure(cause: unknown, { address, listener }: Listener): FlexbuildError {
  const where = formatAddress(address);
  const code = codeOf(cause);
  const { flag, inUse } = listeners[listener];
  if (code === 'EADDRINUSE') {
    return failure(
      {
        code: inUse,
        message: `the front end cannot listen on ${where}: the port is in use`,
        hint: `Stop what listens on port ${address.port}, or choose another port with ${flag} (0 takes a free one).`,
      },
      { cause },
    );
  }
  return failure(
    {
      code: 'FB5002',
      message: `the front end cannot listen on ${where} (${code ?? messageOf(cause)})`,
      hint: 'Choose an address of this machine and a port above 1023.',
    },
    { cause },
  );
}

/** Where a browser finds what listens there. */
export function urlOf(scheme: 'http' | 'https', address: Address): string {
  return `${scheme}://${formatAddress(reachable(address))}`;
}

/** What listens on every address is found at this machine's own. */
function reachable({ host, port }: Address): Address {
  return { host: host === '0.0.0.0' || host === '::' ? 'localhost' : host, port };
}
