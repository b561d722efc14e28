import { error, type Diagnostic } from '../core/index.ts';
import type { TrustedAnswer, TrustedRequest } from './send-trusted.ts';

/** Why App Engine takes an answer to its cron or a task queue for a failure; null: it does not. */
export function trustedFailure(
  { sender, url }: Pick<TrustedRequest, 'sender' | 'url'>,
  { status, location }: Pick<TrustedAnswer, 'status' | 'location'>,
): Diagnostic | null {
  if (status >= 200 && status <= 299) return null;
  const what = sender.kind === 'cron' ? 'cron job' : 'task';
  if (location?.startsWith('https:') === true) {
    return error({
      code: 'FB5041',
      message: `the ${what} ${url} was redirected to HTTPS: ${String(status)} to ${location}`,
      hint: `Leave requests with ${sign[sender.kind]} out of the redirect: App Engine sends them over plain HTTP, follows no redirects, and takes the header from everybody else.`,
    });
  }
  return error({
    code: 'FB5042',
    message: `the ${what} ${url} failed: the app answered ${String(status)}${location === null ? '' : `, a redirect to ${location}`}`,
    hint: 'Answer with a status from 200 to 299; App Engine follows no redirects here and takes every other status for a failure.',
  });
}

/** What a request of theirs is known by. */
const sign = { cron: 'X-Appengine-Cron', task: 'X-AppEngine-QueueName' } as const;
