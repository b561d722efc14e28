import { homedir } from 'node:os';
import { examine, machineHere, openProject, userFolders, type Project } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { flags } from '../flags.ts';
import { formatFindings } from '../print/doctor.ts';
import { definedOnly } from '../projects.ts';
import { failedWith } from '../questions.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say whether this machine can build and run an app, and what to do where it cannot',
  arguments: [{ usage: '[app]', help: 'a folder with an app.yaml, or the yaml file; default: this folder' }],
  flags: ['host', 'port', 'https', 'python', 'mirror', 'substitute'],
  examples: [
    'flexbuild doctor',
    'flexbuild doctor ./my-app --host process',
    'flexbuild doctor --format json',
  ],
  async run(call) {
    const { options, env, job, print } = call;
    const request = {
      project: projectNamed(call),
      host: options.host,
      ports: [options.port, options.https ?? Number(flags.https.preset)].filter((port) => port !== 0),
      mirrors: options.mirror,
      today: new Date(),
    };
    const { environments: cacheFolder } = userFolders({ env, home: homedir() });
    const machine = machineHere({ env, cacheFolder, interpreter: options.python });
    const findings = await examine({ request, machine }, job.signal);
    const healthy = findings.every(({ state }) => state !== 'problem');
    print.result({ kind: 'examined', healthy, findings }, (sink) => formatFindings(findings, sink));
    return healthy ? 0 : exitCodes.machine;
  },
};

/** Null where none was named and none is here: most questions are about the machine alone. */
function projectNamed({ args: [target], options, env }: Call): Project | null {
  const substitutions = options.substitute ? definedOnly(env) : null;
  try {
    return openProject({
      target: target ?? '.',
      context: null,
      dockerfile: null,
      image: null,
      substitutions,
    });
  } catch (cause) {
    if (target === undefined && failedWith(cause, 'FB1001')) return null;
    throw cause;
  }
}
