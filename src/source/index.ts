export { folderSource } from './folder.ts';
export { literalSource, type LiteralFile } from './literal.ts';
export type { SourceEntry, SourceTree } from './types.ts';
