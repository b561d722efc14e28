export { appFiles, type AppFiles } from './app-files.ts';
export { buildProject, type ProjectImage } from './build.ts';
export { newAppYaml, suggestEntrypoint, writeAppYaml, type NewAppYaml } from './generate-app-yaml.ts';
export { diffOfFiles } from './generate-diff.ts';
export { isSettled, type FileState } from './generate-state.ts';
export { switchToCustomRuntime, writeGeneration, type WrittenFiles } from './generate-write.ts';
export { openGeneration, type GeneratedFile, type Generation, type GenerationRequest } from './generate.ts';
export { openProject } from './open.ts';
export type { BuildOptions, Project, ProjectRequest } from './types.ts';
