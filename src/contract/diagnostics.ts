import { error, type Diagnostic } from '../core/index.ts';
import type { ContractReport } from './types.ts';

/** What has failed, an FB5460 each, at the place of the test file that asks for it. */
export function diagnosticsOf({ service, results }: ContractReport): readonly Diagnostic[] {
  return results.flatMap(({ id, title, fix, at, outcome }) => {
    if (outcome.kind !== 'failed') return [];
    const message = `${service} fails the check ${id}, "${title}": ${outcome.reason}`;
    return [error({ code: 'FB5460', message, hint: fix, at, detail: outcome.evidence })];
  });
}
