import { builtins } from './builtins.js';

/** How a file of the npm package is built: packages stay outside, since whoever installs it has them once, and not once more in here. */
export const inPackage = {
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  logLevel: 'warning',
  packages: 'external',
  plugins: [builtins],
};
