import { main } from '../../src/cli/main.ts';

// The executable's own beginning: src/cli/bin.ts looks at which Node it is given, and here there is but one.
void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
