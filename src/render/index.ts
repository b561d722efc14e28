export { renderFiles, type LoadTemplate } from './render.ts';
export { templateLoader } from './template-loader.ts';
export { traceFiles, type TracedFile, type TracedLine } from './trace.ts';
export type { FileSet, RenderedFile } from './types.ts';
