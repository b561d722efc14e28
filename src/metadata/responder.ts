import type { InstanceIdentity } from '../core/index.ts';
import type { MetadataFault } from './faults.ts';
import type { IdentityTokens } from './identity-tokens.ts';
import type { NodeAnswers } from './node-answers.ts';
import type { Folder } from './nodes.ts';
import type { TokenSource } from './types.ts';
import type { Waiters } from './waiters.ts';

/** Who asks, and what answers are made from. */
export interface Responder {
  readonly identity: InstanceIdentity;
  /** When the instance was first heard of: seconds since 1970. */
  readonly createdSec: number;
  /** As it is now; the same object until something is set. */
  readonly tree: () => Folder;
  readonly answers: NodeAnswers;
  readonly waiters: Waiters;
  readonly tokens: TokenSource;
  readonly identityTokens: IdentityTokens;
  readonly faults: ReadonlySet<MetadataFault>;
  readonly now: () => number;
}
