export { changedInputs, summariseDigests, type ChangedInputs } from './changed-inputs.ts';
export { readIgnoreRules } from './ignore-rules.ts';
export { makeContext } from './make-context.ts';
export { withoutOwnMounts } from './own-text.ts';
export { prepareDockerfile } from './prepare-dockerfile.ts';
export { reachableFromContainers } from './reachable.ts';
export type { BuildContext, IgnoreRules, PreparedDockerfile } from './types.ts';
