import { basename, dirname, join, resolve } from 'node:path';
import { readIgnoreRules } from '../../context/index.ts';
import { FlexbuildError, type Diagnostic } from '../../core/index.ts';
import { examineAppYaml, type Examined, type LocatedAppConfig, type YamlText } from '../../manifest/index.ts';
import { makePlan } from '../../plan/index.ts';
import { loadRuntimes } from '../../runtimes/index.ts';
import { folderSource, type SourceTree } from '../../source/index.ts';
import { readIncluded } from '../open.ts';

/** Reads an app.yaml, plans it, and looks at what would be sent to a builder; errors of one do not hide those of the others. */
export async function examineApp(input: YamlText): Promise<Examined<LocatedAppConfig>> {
  const { config: app, diagnostics } = examineAppYaml({ ...input, readFile: readIncluded });
  // Without a runtime there is nothing to plan.
  if (app === null) return { config: null, diagnostics };
  const folder = dirname(input.file);
  const source = folderSource(resolve(folder), folder);
  const planned = await found(() => makePlan({ app, source, runtimes: loadRuntimes(), image: null }));
  const sent = hasIgnoreRules(app, source) ? await found(() => ignoreRules(app, source)) : [];
  const wrong = planned.filter(({ code }) => code !== builtElsewhere);
  const inFolder = [...wrong, ...sent].map((diagnostic) => fromHere(diagnostic, input.file, source));
  return { config: app, diagnostics: [...diagnostics, ...inFolder] };
}

/** Only Cloud Build can build it: nothing is wrong with it for a deployment. */
const builtElsewhere = 'FB2060';

/** Stages name the other files of an app by their place in it. */
function fromHere(diagnostic: Diagnostic, configFile: string, source: SourceTree): Diagnostic {
  const { at } = diagnostic;
  // What the yaml file itself and those that it includes say stands where the user named it.
  if (at === null || at.file === configFile || source.entry(at.file) === null) return diagnostic;
  return { ...diagnostic, at: { ...at, file: join(dirname(configFile), at.file) } };
}

/** Without rules of the app's own there are those of the platform, which take long to read and have nothing wrong. */
function hasIgnoreRules({ config }: LocatedAppConfig, source: SourceTree): boolean {
  if (config.runtime.env !== 'flex') return false;
  return config.skipFiles !== null || ignoreFiles.some((file) => source.entry(file) !== null);
}

const dockerfile = 'Dockerfile';
const ignoreFiles = ['.gcloudignore', '.dockerignore', `${dockerfile}.dockerignore`];

async function ignoreRules(
  { config, file, locate }: LocatedAppConfig,
  source: SourceTree,
): ReturnType<typeof readIgnoreRules> {
  return await readIgnoreRules({
    source,
    skipFiles: config.skipFiles,
    dockerfile,
    required: [basename(file)],
    locate: () => locate('skip_files'),
  });
}

type Findings = { readonly diagnostics: readonly Diagnostic[] };

/** The diagnostics of a stage, whether it succeeds or fails. */
async function found(stage: () => Findings | Promise<Findings>): Promise<readonly Diagnostic[]> {
  try {
    return (await stage()).diagnostics;
  } catch (cause) {
    if (cause instanceof FlexbuildError) return [...cause.diagnostics, ...cause.warnings];
    throw cause;
  }
}
