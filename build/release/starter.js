import { getRawAsset } from 'node:sea';
import { runScript } from '../../src/cli/start-up/run-script.ts';

// What an executable runs first. The program is data to Node, so that the code that V8 makes of it can be kept; code that
// Node itself puts into executables would be for the machine that made them.
const text = Buffer.from(getRawAsset('program')).latin1Slice();
// The build puts the digest here.
const start = runScript({ text, filename: 'flexbuild', digest: programDigest, argv: process.argv.slice(2) });
start(require, __filename, __dirname);
