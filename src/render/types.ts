/** A text file, made and ready to be written or packed. */
export interface RenderedFile {
  /** Relative to the app's folder. */
  readonly path: string;
  readonly text: string;
}

/** Text files that belong together; the first of a generated image is its Dockerfile. */
export type FileSet = readonly RenderedFile[];
