import { startFlexApp } from '../../src/testing/index.ts';

/** `node hold-flex-app.ts FOLDER`: runs an app until its input ends, and writes every notice as JSON, then `ready`. */
await using _app = await startFlexApp(process.argv[2] ?? '', {
  host: 'container',
  onNotice: (notice) => process.stdout.write(`${JSON.stringify(notice)}\n`),
});
process.stdout.write('"ready"\n');
await Array.fromAsync(process.stdin);
