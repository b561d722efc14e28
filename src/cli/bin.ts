#!/usr/bin/env node
// Only what an old Node can read may stand here: its one task is to say that it is too old.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 24 || (major === 24 && minor < 5)) {
  process.stderr.write(
    `error: flexbuild needs Node 24.5 or newer, and this is ${process.versions.node}\n` +
      'hint: Install Node 24, for instance with `npm install --global node@24`.\n',
  );
  process.exit(69);
}

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
