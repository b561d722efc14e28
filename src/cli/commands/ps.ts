import type { SessionState } from '../../index.ts';
import type { Command } from '../command.ts';
import { formatTable } from '../print/table.ts';
import { sessionArgument, sessionsMeant } from '../sessions.ts';

export const ps: Command = {
  name: 'ps',
  summary: 'List what runs',
  arguments: [{ ...sessionArgument, help: 'an app or the id of a session; default: everything' }],
  flags: [],
  examples: ['flexbuild ps', 'flexbuild ps --format json'],
  async run(call) {
    const sessions = await sessionsMeant({
      ...call,
      options: { ...call.options, all: call.args.length === 0 },
    });
    const listed = sessions.map(({ session, phase }) => ({ ...session, ...summary(phase) }));
    call.print.result({ kind: 'sessions', sessions: listed }, () =>
      formatTable(
        ['SESSION', 'STATE', 'URL', 'APP', 'INSTANCES'],
        listed.map(({ id, state, url, apps, instances }) => [
          id,
          state,
          url ?? '',
          apps.join(' '),
          instances.map((one) => `${one.instance} ${one.state}`).join(', '),
        ]),
      ),
    );
    return 0;
  },
};

function summary(phase: SessionState['phase']) {
  const running = phase.kind === 'running' ? phase.emulator : null;
  return { state: phase.kind, url: running?.url ?? null, instances: running?.instances ?? [] };
}
