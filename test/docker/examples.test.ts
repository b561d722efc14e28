import { exampleTests } from '../support/examples.ts';

exampleTests('container');
