export { appFiles, type AppFiles } from './app-files.ts';
export { buildProject, type ProjectImage } from './build.ts';
export { customRuntimeFiles, switchToCustomRuntime, writeFiles, type WrittenFiles } from './generate.ts';
export { newAppYaml } from './new-app-yaml.ts';
export { openProject } from './open.ts';
export type { BuildOptions, Project, ProjectRequest } from './types.ts';
