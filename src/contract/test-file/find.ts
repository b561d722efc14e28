import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, failure, messageOf } from '../../core/index.ts';
import { readTestFile, type TestFile } from './read.ts';

/** By what names a test file is found beside app.yaml; the first that is there counts. */
const names = ['flexbuild.test.yaml', 'example.yaml'];

/** The test file of the app whose yaml file is `configFile`; null where it has none. Throws FB10xx and FB1202. */
export function findTestFile(configFile: string): TestFile | null {
  for (const name of names) {
    const file = join(dirname(configFile), name);
    const text = readIfThere(file);
    if (text !== null) return readTestFile({ file, text });
  }
  return null;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw failure(
      { code: 'FB1202', message: `"${file}" cannot be read: ${messageOf(cause)}`, hint: 'Make it readable.' },
      { cause },
    );
  }
}
