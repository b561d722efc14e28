import { newAppYaml } from '../../index.ts';
import type { Command } from '../command.ts';
import { writeNew } from '../new-app-yaml.ts';
import { formatSteps, nextSteps } from '../print/next-steps.ts';
import { withEntrypointAsked } from '../questions.ts';

export const init: Command = {
  name: 'init',
  summary: 'Write an app.yaml for the app in a folder, and say what to do next',
  arguments: [{ usage: '[folder]', help: "the app's folder; default: this one" }],
  flags: ['runtime', 'entrypoint'],
  examples: ['flexbuild init', "flexbuild init ./my-app --entrypoint 'gunicorn -b :$PORT main:app'"],
  async run(call) {
    const { args, options, print } = call;
    const [folder = '.'] = args;
    const { runtime, entrypoint } = options;
    const request = { target: folder, context: null, runtime, entrypoint, substitutions: null };
    const made = await withEntrypointAsked(call, request, newAppYaml);
    writeNew(call, made);
    const next = nextSteps(folder, made.runtime);
    print.result({ kind: 'initialised', written: [made.file], runtime: made.runtime, next }, () =>
      formatSteps(next),
    );
    return 0;
  },
};
