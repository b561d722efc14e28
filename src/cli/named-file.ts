import { readFileSync } from 'node:fs';
import { failure } from '../index.ts';

/** A file that a flag names. Throws FB6005 where it cannot be read. */
export function readNamedFile(flag: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure(
      {
        code: 'FB6005',
        message: `${flag} names "${file}", which cannot be read: ${(cause as Error).message}`,
        hint: 'Check the path.',
      },
      { cause },
    );
  }
}
