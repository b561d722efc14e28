import type { Notice } from '../../index.ts';
import type { Command } from '../command.ts';
import { traceOf } from '../print/app-line.ts';
import { openSessionNamed, sessionArgument } from '../sessions.ts';

export const logs: Command = {
  name: 'logs',
  summary: 'Print what an app wrote, and what became of its instances',
  arguments: [sessionArgument],
  flags: ['follow', 'trace'],
  examples: ['flexbuild logs', 'flexbuild logs -f 1f2e3d4c', 'flexbuild logs --trace 4bf92f35'],
  async run(call) {
    const { args, options, print, job } = call;
    const session = await openSessionNamed({ ...call, options: { ...options, session: args[0] ?? null } });
    for await (const notice of session.notices({ follow: options.follow, signal: job.signal }))
      if (isOf(notice, options.trace)) print.notice(notice);
    return job.signal.aborted ? 130 : 0;
  },
};

function isOf(notice: Notice, trace: string | null): boolean {
  return trace === null || (traceOf(notice)?.startsWith(trace.toLowerCase()) ?? false);
}
