import { buildProject } from '../../index.ts';
import type { Command } from '../command.ts';
import { buildOptions, connect } from '../engine.ts';
import { buildFlags, projectFlags } from '../options.ts';
import { appArgument, projectsNamed, reportWarnings } from '../projects.ts';

export const build: Command = {
  name: 'build',
  summary: 'Build the image of an app',
  arguments: [appArgument],
  flags: [...projectFlags, ...buildFlags, 'tag'],
  examples: [
    'flexbuild build',
    'flexbuild build --tag registry.example/shop:1 --platform linux/amd64',
    'flexbuild build --no-cache ./app',
  ],
  async run(call) {
    const { print, job } = call;
    const projects = projectsNamed(call);
    reportWarnings(projects, job);
    await using engine = await connect(call);
    const shared = await buildOptions(call, engine);
    for (const project of projects) {
      const image = await buildProject(project, shared, job);
      print.result({ kind: 'image', service: project.plan.service, ...image }, () => image.id);
    }
    return 0;
  },
};
