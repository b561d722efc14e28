import { runtimeFiles } from '../src/runtimes/files.ts';

/** Puts what the runtimes' files say into the bundle: reading YAML takes longer than all else that a small command does. */
export const readRuntimes = {
  name: 'read-runtimes',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/runtimes\/files\.ts$/ }, () => ({
      contents: `export const runtimeFiles = () => JSON.parse(${JSON.stringify(JSON.stringify(runtimeFiles()))});`,
      loader: 'js',
    }));
  },
};
