import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts the package's own files into the program, in place of what reads them from its folder. */
export const packageTexts = {
  name: 'package-texts',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/core\/package-files\.ts$/ }, () => ({
      contents: contents(texts()),
      loader: 'js',
    }));
  },
};

const contents = (byPath) => `
  const texts = ${JSON.stringify(byPath)};
  export function packageFile(path) {
    if (!Object.hasOwn(texts, path)) throw new Error('no file of this package: ' + path);
    return texts[path];
  }
  export const inCheckout = () => false;
  export function programFile(name) {
    throw new Error('no file of its own: ' + name);
  }
`;

/** By path, in the folders of data. */
function texts() {
  const paths = ['runtimes', 'templates'].flatMap(filesBelow);
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
