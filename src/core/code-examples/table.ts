import { appFilesExamples } from './app-files.ts';
import { appYamlExamples } from './app-yaml.ts';
import { buildExamples } from './build.ts';
import { commandLineExamples } from './command-line.ts';
import { dockerfileExamples } from './dockerfile.ts';
import { engineExamples } from './engine.ts';
import { planExamples } from './plan.ts';
import { requirementsExamples } from './requirements.ts';
import { runExamples } from './run.ts';
import { testingExamples } from './testing.ts';
import type { CodeExamples } from './types.ts';

/** The examples of all codes; a test tells which codes lack theirs. */
export const codeExamples: CodeExamples = {
  ...appYamlExamples,
  ...appFilesExamples,
  ...planExamples,
  ...requirementsExamples,
  ...dockerfileExamples,
  ...buildExamples,
  ...engineExamples,
  ...runExamples,
  ...commandLineExamples,
  ...testingExamples,
};
