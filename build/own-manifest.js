import { packageVersion, wantedNode } from '../src/core/own-manifest.ts';

/** Has what package.json says of this package read by the build, and not by each command. */
export const ownManifest = {
  name: 'own-manifest',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/core\/own-manifest\.ts$/ }, () => ({
      contents: `
        export const packageVersion = () => ${JSON.stringify(packageVersion())};
        export const wantedNode = () => ${JSON.stringify(wantedNode())};
      `,
      loader: 'js',
    }));
  },
};
