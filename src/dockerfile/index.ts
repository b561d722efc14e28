export { finalImage, type FinalImage, type ImageCommand } from './final-image.ts';
export { readDockerfile, stretchOf } from './read.ts';
export type { Directive, Dockerfile, Flag, Heredoc, Instruction, Stretch } from './types.ts';
export { unquoted, wordsOf } from './words.ts';
