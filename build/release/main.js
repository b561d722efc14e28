import { main } from '../../src/cli/main.ts';
import { programFlag } from '../../src/core/own-process.ts';

// The programs that are files of their own in the npm package are all in here.
const programs = { 'front-end-worker': () => import('../../src/emulator/front-end-worker.ts') };

const args = process.argv.slice(2);
if (args[0]?.startsWith(programFlag)) void programs[args[0].slice(programFlag.length)]();
else
  void main(args).then((exitCode) => {
    process.exitCode = exitCode;
  });
