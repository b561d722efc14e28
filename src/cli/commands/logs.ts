import { failure, openSession } from '../../index.ts';
import type { Command } from '../command.ts';
import { sessionArgument, sessionsMeant, stateFolderIn } from '../sessions.ts';

export const logs: Command = {
  name: 'logs',
  summary: 'Print what an app wrote, and what became of its instances',
  arguments: [sessionArgument],
  flags: ['follow'],
  examples: ['flexbuild logs', 'flexbuild logs -f 1f2e3d4c'],
  async run(call) {
    const { options, env, print, job } = call;
    const newest = (await sessionsMeant(call)).at(-1);
    if (!newest) throw noneMeant(call.args[0] ?? '.');
    const session = await openSession({ stateFolder: stateFolderIn(env), id: newest.session.id });
    for await (const notice of session.notices({ follow: options.follow, signal: job.signal }))
      print.notice(notice);
    return job.signal.aborted ? 130 : 0;
  },
};

function noneMeant(name: string) {
  return failure({
    code: 'FB5411',
    message: `no session runs "${name}"`,
    hint: 'See what runs with `flexbuild ps`.',
  });
}
