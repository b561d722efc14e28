import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/**
 * Lets each file import names from where they are made, and not through the doors (`index.ts`) of their folders. esbuild makes
 * chunks of whole files, and a door leads to all of its folder: one name of `src/index.ts` would bring everything to every command.
 */
export const pastDoors = {
  name: 'past-doors',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(importsOfDoors, (_, names, door) =>
        importedNames(names)
          .map(({ name, local }) => importOf({ ...madeBy(resolve(dirname(path), door), name), local, path }))
          .join(' '),
      ),
      loader: 'ts',
    }));
  },
};

const importsOfDoors = /^import \{([^}]*)\} from '(\.[^']*\/index\.ts)';$/gm;
const exportsOfDoors = /^export \{([^}]*)\} from '(\.[^']*)';$/gm;

function importOf({ file, name, local, path }) {
  const from = relative(dirname(path), file);
  return `import { ${name} as ${local} } from '${from.startsWith('.') ? from : `./${from}`}';`;
}

/** The file that makes what a door exports, and the name it has there. */
function madeBy(file, name) {
  for (const [, names, from] of readFileSync(file, 'utf8').matchAll(exportsOfDoors)) {
    const exported = importedNames(names).find(({ local }) => local === name);
    if (exported) return madeBy(resolve(dirname(file), from), exported.name);
  }
  return { file, name };
}

/** `a, b as c, type D` → a and b: types are gone when the program runs. */
function importedNames(list) {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('type '))
    .map((entry) => {
      const [name, local = name] = entry.split(' as ');
      return { name, local };
    });
}
