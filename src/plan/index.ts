export type {
  Base,
  Command,
  Decision,
  EnvironmentMaker,
  ImagePlan,
  Interpreter,
  Origin,
  PlannedFile,
  ProcessPlan,
} from '../runtimes/index.ts';
export { effectsOf, imageOf, type Effect } from './effects.ts';
export { instanceEnvironment, platformEnvironment } from './environment.ts';
export { makePlan, type ImageOverride, type PlanInput } from './make-plan.ts';
export { withEntrypoint } from './with-entrypoint.ts';
export type { BuildPlan, RunPlan } from './types.ts';
