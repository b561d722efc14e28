import { bundleCommandLine } from './command-line.js';
import { bundleLibrary } from './library.js';

await Promise.all([bundleCommandLine(), bundleLibrary()]);
