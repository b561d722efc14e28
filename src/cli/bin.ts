#!/usr/bin/env node
// Only what an old Node can read may stand here: its one task is to say that it is too old.
const wanted = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < wanted) {
  process.stderr.write(
    `error: flexbuild needs Node ${String(wanted)} or newer, and this is ${process.versions.node}\n` +
      `hint: Install Node ${String(wanted)}, for instance with \`npm install --global node@${String(wanted)}\`.\n`,
  );
  process.exit(69);
}

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
