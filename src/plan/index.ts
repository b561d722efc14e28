export type { Base, Command, Decision, ImagePlan, PlannedFile } from '../runtimes/index.ts';
export { instanceEnvironment, platformEnvironment } from './environment.ts';
export { makePlan, type ImageOverride, type PlanInput } from './make-plan.ts';
export type { BuildPlan, RunPlan } from './types.ts';
