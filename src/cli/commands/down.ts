import { openSession } from '../../index.ts';
import type { Command } from '../command.ts';
import { sweepAll } from '../host.ts';
import { sessionArgument, sessionsMeant, stateFolderIn } from '../sessions.ts';

export const down: Command = {
  name: 'down',
  summary: 'Stop what runs, and remove what dead sessions left behind',
  arguments: [sessionArgument],
  flags: ['all'],
  examples: ['flexbuild down', 'flexbuild down 1f2e3d4c', 'flexbuild down --all'],
  async run(call) {
    const { env, print } = call;
    const sessions = await sessionsMeant(call);
    for (const { session } of sessions) {
      const handle = await openSession({ stateFolder: stateFolderIn(env), id: session.id });
      call.onSecondInterrupt(() => void handle.stop({ kill: true, signal: new AbortController().signal }));
      const instances = await handle.stop({ kill: false, signal: new AbortController().signal });
      print.result({ kind: 'stopped', session: session.id, instances }, () =>
        instances
          .map(
            ({ service, instance, exit, killed }) =>
              `${service} ${instance}: ${ending(exit?.code ?? null, killed)}`,
          )
          .join('\n'),
      );
    }
    await sweepAll(call);
    return 0;
  },
};

function ending(code: number | null, killed: boolean): string {
  if (killed) return 'did not stop in time and was killed';
  return code === null ? 'was not running' : `stopped with exit code ${String(code)}`;
}
