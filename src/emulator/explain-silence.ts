import type { Explanation } from '../frontend/index.ts';
import { misplacedAddress } from './announced.ts';
import { describePlace } from './diagnose.ts';
import type { InstanceStatus } from './types.ts';

interface SilentInstance {
  readonly status: InstanceStatus;
  /** The one that PORT names. */
  readonly port: number;
  /** What the app wrote last. */
  readonly lines: readonly string[];
}

/** Why an instance gives no answer, as far as its state and its own words tell. */
export function explainSilence({ status, port, lines }: SilentInstance): Explanation {
  const { state, detail } = status;
  if (state !== 'ready') return { reason: `It is ${state}${detail === null ? '' : ` (${detail})`}.`, lines };
  const address = misplacedAddress(lines, port);
  if (address !== null) return { reason: `It says that it listens ${describePlace(address, port)}.`, lines };
  return { reason: lines.length === 0 ? 'It has written nothing.' : 'Its last lines may tell why.', lines };
}
