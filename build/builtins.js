import { isBuiltin } from 'node:module';

/**
 * Takes the names that are used from Node's own modules. An ES module of Node's has every export read at once, and among
 * them are getters that load much else: `node:http` brings Node's whole fetch, `node:fs` its promises, `node:process` every
 * stream (nodejs/node lib/internal/bootstrap/realm.js).
 */
export const builtins = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'dynamic-import'
        ? { path, namespace: 'builtin', sideEffects: false }
        : null,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: contents(path), loader: 'js' }));
  },
};

const contents = (path) => `
  const whole = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});
  const named = (name) => whole[name];
  export default whole;
  ${Object.keys(process.getBuiltinModule(path)).filter(isName).map(exportOf).join('\n')}
`;

const isName = (key) => /^[A-Za-z_]\w*$/.test(key) && key !== 'default';

const exportOf = (name) => `export const ${name} = /* @__PURE__ */ named("${name}");`;
