import type { InstanceIdentity } from '../core/index.ts';
import { fakeTokens, keptTokens } from './access-tokens.ts';
import { expiringTokens } from './expiring-tokens.ts';
import { identityTokens, type IdentityTokens } from './identity-tokens.ts';
import { nodeAnswers } from './node-answers.ts';
import type { Responder } from './responder.ts';
import type { SetValues } from './settable.ts';
import { treeOf } from './tree.ts';
import type { MetadataServerOptions } from './types.ts';
import { startValues, type Values } from './values.ts';

/** What all instances of one server share, and what each has of its own. */
export interface Responders {
  readonly responderFor: (identity: InstanceIdentity) => Responder;
  readonly values: Values;
  readonly identityTokens: IdentityTokens;
}

/** Throws FB5210 and FB5211 as `set` does. */
export function startResponders(options: MetadataServerOptions): Responders {
  const { now = Date.now, faults: failing = [] } = options;
  const values = startValues(options.projectMetadata ?? {});
  const faults = new Set(failing);
  const kept = keptTokens(options.tokens ?? fakeTokens(now), now);
  const shared = {
    answers: nodeAnswers(),
    waiters: values.waiters,
    tokens: faults.has('token-expiring') ? expiringTokens(kept, now) : kept,
    identityTokens: identityTokens(),
    faults,
    now,
  };
  const made = new WeakMap<InstanceIdentity, Responder>();
  return {
    values,
    identityTokens: shared.identityTokens,
    // One for each identity, so that its birth stays the same.
    responderFor(identity) {
      const known = made.get(identity);
      if (known) return known;
      const createdSec = Math.floor(now() / 1000);
      const responder = { ...shared, identity, createdSec, tree: presentTree(identity, values) };
      made.set(identity, responder);
      return responder;
    },
  };
}

/** Builds a tree once for what is set, not once for each request. */
function presentTree(identity: InstanceIdentity, values: Values): Responder['tree'] {
  let built: { readonly tree: ReturnType<typeof treeOf>; readonly from: SetValues } | null = null;
  return () => {
    const from = values.current();
    if (built?.from !== from) built = { tree: treeOf(identity, from), from };
    return built.tree;
  };
}
