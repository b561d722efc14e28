import {
  diffOfFiles,
  isSettled,
  newAppYaml,
  openGeneration,
  switchToCustomRuntime,
  writeGeneration,
  type Generation,
  type GenerationRequest,
} from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { writeNew } from '../new-app-yaml.ts';
import { definedOnly, reportWarnings } from '../projects.ts';
import { ask, failedWith, mayAsk, withEntrypointAsked } from '../questions.ts';

export const genConfig: Command = {
  name: 'gen-config',
  summary: 'Write an app.yaml; with --custom, a Dockerfile and what belongs to it',
  arguments: [{ usage: '[app]', help: 'a folder with an app.yaml, or the yaml file; default: this folder' }],
  flags: [
    'custom',
    'runtime',
    'config',
    'entrypoint',
    'yes',
    'check',
    'diff',
    'stdout',
    'force',
    'substitute',
  ],
  examples: [
    'flexbuild gen-config --custom',
    'flexbuild gen-config --custom --diff',
    'flexbuild gen-config --check',
    'flexbuild gen-config ./new-app --runtime python',
  ],
  async run(call) {
    const { custom, check, diff } = call.options;
    if (check || diff) return await compare(call);
    return custom ? await generateCustom(call) : await generateAppYaml(call);
  },
};

function requestOf({ args, options, env }: Call): GenerationRequest {
  const { config, runtime, entrypoint, substitute } = options;
  const [folder = '.'] = args;
  return {
    target: config ?? folder,
    context: config === null ? null : folder,
    runtime,
    entrypoint,
    substitutions: substitute ? definedOnly(env) : null,
  };
}

async function compare(call: Call): Promise<number> {
  const { options, print } = call;
  const { files } = await openGeneration(requestOf(call));
  const isCurrent = files.every(({ state }) => isSettled(state));
  const diff = await diffOfFiles(options.diff ? files : files.filter(({ state }) => !isSettled(state)));
  const states = files.map(({ path, state }) => ({ path, state }));
  print.result({ kind: 'generated-compared', isCurrent, files: states, diff }, () => diff);
  return options.check && !isCurrent ? 1 : 0;
}

async function generateAppYaml(call: Call): Promise<number> {
  const made = await withEntrypointAsked(call, requestOf(call), newAppYaml);
  if (call.options.stdout) {
    call.print.raw(made.text);
    return 0;
  }
  writeNew(call, made);
  call.print.result({ kind: 'generated', written: [made.file], kept: [], runtime: made.runtime }, () => '');
  return 0;
}

async function generateCustom(call: Call): Promise<number> {
  try {
    return await writeCustom(call, { agreed: false });
  } catch (cause) {
    if (call.options.stdout || !failedWith(cause, 'FB1001')) throw cause;
  }
  const made = await withEntrypointAsked(call, requestOf(call), newAppYaml);
  writeNew(call, made);
  // A new app.yaml is nobody's work yet, so nobody has to agree to its change.
  return made.runtime === 'custom' ? 0 : await writeCustom(call, { agreed: true });
}

async function writeCustom(call: Call, { agreed }: { readonly agreed: boolean }): Promise<number> {
  const { options, print, job } = call;
  const generation = await withEntrypointAsked(call, requestOf(call), openGeneration);
  const { project, files, runtime } = generation;
  reportWarnings([project], job);
  if (options.stdout) {
    print.raw(files.map(({ path, text }) => `# ---- ${path}\n${text}`).join('\n'));
    return 0;
  }
  const done = writeGeneration(generation, options.force, job);
  const isCustom = generation.isCustom || (await offerSwitch(call, { generation, agreed }));
  print.result({ kind: 'generated', ...done, runtime: isCustom ? 'custom' : runtime.id }, () => '');
  return 0;
}

/** app.yaml is the user's: it changes when they say so. */
async function offerSwitch(
  call: Call,
  { generation: { project, runtime }, agreed }: { readonly generation: Generation; readonly agreed: boolean },
): Promise<boolean> {
  const { configFile } = project;
  const question = `Let "${configFile}" say runtime: custom, so that the Dockerfile is used? (y/N) `;
  const yes = agreed || call.options.yes || (mayAsk(call) && /^y(es)?$/i.test(await ask(question, call.job)));
  if (yes) {
    const backup = switchToCustomRuntime(project);
    const change = `runtime: custom; the text that was there is in ${backup}`;
    call.job.notify({ kind: 'file-changed', path: configFile, change });
    return true;
  }
  call.job.notify({
    kind: 'file-kept',
    path: configFile,
    reason: `it still says runtime: ${runtime.id}, so the next build uses that runtime and not the Dockerfile; -y changes it`,
  });
  return false;
}
