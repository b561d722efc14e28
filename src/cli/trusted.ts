import { FlexbuildError, trustedFailure, type SessionHandle, type TrustedRequest } from '../index.ts';
import type { Call } from './command.ts';

/** Sends a request as App Engine itself would, prints the answer and throws where App Engine would call it a failure. */
export async function sendAndReport(
  { job, print }: Pick<Call, 'job' | 'print'>,
  { session, request }: { readonly session: SessionHandle; readonly request: TrustedRequest },
): Promise<void> {
  const answer = await session.send(request, { signal: job.signal });
  const { kind } = request.sender;
  const { method, url } = request;
  print.result({ kind: `${kind}-answer`, method, url, ...answer }, () =>
    [`${method} ${url} ${String(answer.status)} in ${answer.latencyMs.toFixed(0)} ms`, answer.body].join(
      '\n',
    ),
  );
  const failed = trustedFailure(request, answer);
  if (failed) throw new FlexbuildError([failed]);
}
