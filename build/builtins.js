import { isBuiltin } from 'node:module';

/**
 * Takes Node's own modules as they are, and not as ES modules: an ES module has every export read at once, and among them are
 * getters that load much else. `node:http` brings Node's whole fetch, `node:fs` its promises, `node:process` every stream
 * (nodejs/node lib/internal/bootstrap/realm.js).
 */
export const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/]+$/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'builtin' } : null,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};
