import type { createColors } from 'picocolors';
import type { Notice } from '../../index.ts';
import { formatTime } from './time.ts';

type CronNotice = Extract<Notice, { readonly kind: `cron-${string}` }>;

/** What happens to a job of cron.yaml, on a line. */
export function formatCron(notice: CronNotice, paint: ReturnType<typeof createColors>): string {
  const { url, timezone } = notice;
  const time = (ms: number): string => formatTime(ms, timezone);
  switch (notice.kind) {
    case 'cron-due':
      return paint.dim(`${url}: due ${time(notice.atMs)}`);
    case 'cron-skipped':
      return paint.yellow(`${url}: not run ${time(notice.atMs)}, while the run before went on`);
    case 'cron-attempt': {
      const { status, retries, retryAtMs, endMs } = notice;
      const attempt = retries === 0 ? '' : ` at retry ${String(retries)}`;
      const next = retryAtMs === null ? '' : `; again ${time(retryAtMs)}`;
      return `${url}: ${time(endMs)} ${status === null ? 'no answer' : String(status)}${attempt}${next}`;
    }
    default:
      return notice satisfies never;
  }
}
