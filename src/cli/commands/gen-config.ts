import { createInterface } from 'node:readline/promises';
import { customRuntimeFiles, failure, newAppYaml, switchToCustomRuntime, writeFiles } from '../../index.ts';
import type { Project } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { projectsNamed, reportWarnings } from '../projects.ts';

export const genConfig: Command = {
  name: 'gen-config',
  summary: 'Write an app.yaml; with --custom, a Dockerfile and what belongs to it',
  arguments: [{ usage: '[app]', help: 'a folder with an app.yaml, or the yaml file; default: this folder' }],
  flags: ['custom', 'yes', 'stdout', 'force', 'substitute'],
  examples: [
    'flexbuild gen-config --custom',
    'flexbuild gen-config --custom --stdout | less',
    'flexbuild gen-config ./new-app',
  ],
  run: (call) => (call.options.custom ? generateCustom(call) : generateAppYaml(call)),
};

async function generateCustom(call: Call): Promise<number> {
  const { options, print, job } = call;
  const [project] = projectsNamed(call);
  reportWarnings([project], job);
  const files = await customRuntimeFiles(project);
  if (options.stdout) {
    print.raw(files.map(({ path, text }) => `# ---- ${path}\n${text}`).join('\n'));
    return 0;
  }
  const done = writeFiles({ files, folder: project.folder, force: options.force }, job);
  const switched = await offerSwitch(call, project);
  print.result(
    { kind: 'generated', ...done, runtime: switched ? 'custom' : project.plan.runtime.id },
    () => '',
  );
  return 0;
}

/** app.yaml is the user's: it changes when they say so. */
async function offerSwitch({ options, interactive, job }: Call, project: Project): Promise<boolean> {
  const { configFile } = project;
  const agreed =
    options.yes ||
    (interactive &&
      (await ask(`Let "${configFile}" say runtime: custom, so that the Dockerfile is used? (y/N) `)));
  if (agreed) {
    const backup = switchToCustomRuntime(project);
    job.notify({
      kind: 'file-changed',
      path: configFile,
      change: `runtime: custom; the text that was there is in ${backup}`,
    });
    return true;
  }
  job.notify({
    kind: 'file-kept',
    path: configFile,
    reason: `it still says runtime: ${project.plan.runtime.id}, so the next build uses that runtime and not the Dockerfile; -y changes it`,
  });
  return false;
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

function generateAppYaml({ args, options, job, print }: Call): number {
  const folder = args[0] ?? '.';
  const file = newAppYaml(folder);
  if (options.stdout) {
    print.raw(file.text);
    return 0;
  }
  const { kept } = writeFiles({ files: [file], folder, force: false }, job);
  if (kept.length === 0) return 0;
  throw failure({
    code: 'FB3213',
    message: `"${folder}" already has an app.yaml`,
    hint: 'Run `flexbuild gen-config --custom` for a Dockerfile.',
  });
}
