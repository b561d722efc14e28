import { newAppYaml, newCiFile, writeCiFile, type CiSystem } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { writeNew } from '../new-app-yaml.ts';
import { formatSteps, nextSteps } from '../print/next-steps.ts';
import { withEntrypointAsked } from '../questions.ts';

export const init: Command = {
  name: 'init',
  summary: 'Write an app.yaml for the app in a folder, or a workflow, and say what to do next',
  arguments: [{ usage: '[folder]', help: "the app's folder; default: this one" }],
  flags: ['runtime', 'entrypoint', 'ci', 'stdout'],
  examples: [
    'flexbuild init',
    "flexbuild init ./my-app --entrypoint 'gunicorn -b :$PORT main:app'",
    'flexbuild init --ci github',
  ],
  async run(call) {
    const { ci } = call.options;
    return ci === null ? await initApp(call) : await initCi(call, ci);
  },
};

async function initApp(call: Call): Promise<number> {
  const { args, options, print } = call;
  const [folder = '.'] = args;
  const { runtime, entrypoint } = options;
  const request = { target: folder, context: null, runtime, entrypoint, substitutions: null };
  const made = await withEntrypointAsked(call, request, newAppYaml);
  if (options.stdout) {
    print.raw(made.text);
    return 0;
  }
  writeNew(call, made);
  const next = nextSteps(folder, made.runtime);
  print.result({ kind: 'initialised', written: [made.file], runtime: made.runtime, next }, () =>
    formatSteps(next),
  );
  return 0;
}

/** For the app.yaml that is there; a workflow goes by it. */
async function initCi({ args, options, print, job }: Call, system: CiSystem): Promise<number> {
  const made = await newCiFile({ folder: args[0] ?? '.', system });
  if (options.stdout) {
    print.raw(made.text);
    return 0;
  }
  writeCiFile(made, job);
  print.result({ kind: 'initialised', written: [made.file], runtime: null, next: [] }, () => '');
  return 0;
}
