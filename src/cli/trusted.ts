import { failure, type SessionHandle, type TrustedAnswer, type TrustedRequest } from '../index.ts';
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
  if (answer.status < 200 || answer.status > 299) throw unsuccessful(request, answer);
}

/** Any status but 200 to 299 fails a cron job and a task, and is tried again on App Engine. */
function unsuccessful({ sender, url }: TrustedRequest, { status, location }: TrustedAnswer): Error {
  const what = sender.kind === 'cron' ? 'cron job' : 'task';
  if (location?.startsWith('https:') === true) {
    return failure({
      code: 'FB5041',
      message: `the ${what} ${url} was redirected to HTTPS: ${String(status)} to ${location}`,
      hint: `Leave requests with ${sign[sender.kind]} out of the redirect: App Engine sends them over plain HTTP, follows no redirects, and takes the header from everybody else.`,
    });
  }
  return failure({
    code: 'FB5042',
    message: `the ${what} ${url} failed: the app answered ${String(status)}${location === null ? '' : `, a redirect to ${location}`}`,
    hint: 'Answer with a status from 200 to 299; App Engine follows no redirects here and takes every other status for a failure.',
  });
}

const sign = { cron: 'X-Appengine-Cron', task: 'X-AppEngine-QueueName' } as const;
