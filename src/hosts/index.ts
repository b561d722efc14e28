export { containerHost, type ContainerHostOptions } from './container/host.ts';
export { processHost, type ProcessFolders, type ProcessHostOptions } from './process/host.ts';
export { findInterpreter, firstIn, foldersOf, type FoundInterpreter } from './process/interpreter.ts';
export { processLimits } from './process/limits.ts';
export { sweepProcesses } from './process/records.ts';
export { parseEnvFile } from './env-file.ts';
export { currentOwner, isDead, parseOwner, type Owner } from './owner.ts';
export { sweep } from './sweep.ts';
export type { Host, InstanceStart, Prepared, RunningInstance } from './types.ts';
