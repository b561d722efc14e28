import { bundleCommandLine } from './command-line.js';
import { bundleLibrary } from './library.js';
import { bundlePrograms } from './programs.js';

await Promise.all([bundleCommandLine(), bundleLibrary(), bundlePrograms()]);
