import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import handlebars from 'handlebars';
import { compileOptions } from '../src/render/compile.ts';

/** Has the templates of this package compiled by the build: Handlebars' compiler takes longer than all else that `gen-config` does. */
export const compiledTemplates = {
  name: 'compiled-templates',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\/src\/render\/compile\.ts$/ }, ({ path, suffix }) =>
      suffix === '' ? { contents: contents(path), loader: 'js', resolveDir: '.' } : null,
    );
    onResolve({ filter: /compile\.ts\?whole$/ }, ({ path }) => ({
      path: path.slice(0, -6),
      suffix: '?whole',
    }));
  },
};

const runtime = resolve('node_modules/handlebars/dist/cjs/handlebars.runtime.js');

// A template is known by its text, since it may come from anywhere.
const contents = (path) => `
  import handlebars from ${JSON.stringify(runtime)};
  import { compileTemplate as compileAny } from ${JSON.stringify(`${path}?whole`)};
  export { compileOptions } from ${JSON.stringify(`${path}?whole`)};
  const compiled = new Map([${templates().map(entry).join(', ')}]);
  export async function compileTemplate(text) {
    const known = compiled.get(text);
    return known ? handlebars.default.template(known) : await compileAny(text);
  }
`;

const templates = () => globSync('{runtimes,templates}/**/*.hbs').map((path) => readFileSync(path, 'utf8'));

const entry = (text) => `[${JSON.stringify(text)}, ${handlebars.precompile(text, compileOptions)}]`;
