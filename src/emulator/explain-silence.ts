import type { Address } from '../core/index.ts';
import type { Explanation } from '../frontend/index.ts';
import { misplacedAddress } from './announced.ts';
import { describePlace } from './diagnose.ts';
import type { InstanceStatus } from './types.ts';

interface SilentInstance {
  readonly status: InstanceStatus;
  /** Where it was to listen; null while it does not run. */
  readonly listen: Address | null;
  /** What the app wrote last. */
  readonly lines: readonly string[];
}

/** Why an instance gives no answer, as far as its state and its own words tell. */
export function explainSilence({ status, listen, lines }: SilentInstance): Explanation {
  const { state, detail } = status;
  if (state !== 'ready' || listen === null)
    return { reason: `It is ${state}${detail === null ? '' : ` (${detail})`}.`, lines };
  const address = misplacedAddress(lines, listen);
  if (address !== null)
    return { reason: `It says that it listens ${describePlace(address, listen.port)}.`, lines };
  return { reason: lines.length === 0 ? 'It has written nothing.' : 'Its last lines may tell why.', lines };
}
