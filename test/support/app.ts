import { readAppYaml, type LocatedAppConfig } from '../../src/manifest/index.ts';
import { makePlan, type BuildPlan, type ImageOverride } from '../../src/plan/index.ts';
import { loadRuntimes } from '../../src/runtimes/index.ts';
import { literalSource } from '../../src/source/index.ts';

/** An app.yaml as a text, read. */
function appFrom(text: string): LocatedAppConfig {
  return readAppYaml({ file: 'app.yaml', text, substitutions: null }).app;
}

/** The plan of an app that is an object literal: paths to texts, app.yaml among them. */
export function planOf(
  files: Readonly<Record<string, string>>,
  image: ImageOverride | null = null,
): BuildPlan {
  const app = appFrom(files['app.yaml'] ?? '');
  return makePlan({ app, source: literalSource(files), runtimes: loadRuntimes(), image });
}
