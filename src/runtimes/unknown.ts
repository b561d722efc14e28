import { closest, error, type Diagnostic } from '../core/index.ts';
import type { Runtime } from './types.ts';

/** The error of a runtime that flexbuild does not have (FB2003). */
export function unknownRuntime({
  id,
  runtimes,
  at,
}: {
  readonly id: string;
  readonly runtimes: readonly Runtime[];
  readonly at: Diagnostic['at'];
}): Diagnostic {
  const ids = runtimes.map((runtime) => runtime.id);
  const near = closest(id, ids);
  const suggestion = `Use ${near === null ? 'one' : `${near}, or another`} of ${ids.join(', ')}`;
  return error({
    code: 'FB2003',
    message: `there is no runtime "${id}"`,
    hint: `${suggestion}; or name a Dockerfile with --dockerfile.`,
    at,
  });
}
