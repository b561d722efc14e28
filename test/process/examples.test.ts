import { exampleTests } from '../support/examples.ts';

// Whatever Python this machine has: which one it is does not matter to what is shown here.
exampleTests('process', ['--python', 'python3']);
