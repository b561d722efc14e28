import type { InstanceIdentity } from '../core/index.ts';
import type { IdentityTokens } from './identity-tokens.ts';
import type { Folder } from './nodes.ts';
import type { TokenSource } from './types.ts';

/** Who asks, and what answers are made from. */
export interface Responder {
  readonly identity: InstanceIdentity;
  /** When the instance was first heard of: seconds since 1970. */
  readonly createdSec: number;
  readonly tree: Folder;
  readonly tokens: TokenSource;
  readonly identityTokens: IdentityTokens;
  readonly now: () => number;
}
