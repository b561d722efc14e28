import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageFolder, type ContractReport } from '../../src/index.ts';
import { flexbuild } from './command-line.ts';

const examples = join(packageFolder(), 'examples');

/** Runs `flexbuild test` on every example on one kind of host: the contract, and what its example.yaml says of that host. */
export function exampleTests(host: 'container' | 'process', flags: readonly string[] = []): void {
  describe.each(readdirSync(examples))('%s', (name) => {
    test('passes every check', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'fb-example-'));
      const junit = join(folder, 'report.xml');
      const args = ['test', join(examples, name), '--host', host, '--format', 'json', '--junit', junit];
      const { status, stdout, stderr } = flexbuild([...args, ...flags]);
      expect(status, stdout + stderr).toBe(0);
      const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as ContractReport;
      const kindOf = (id: string) =>
        report.results.filter((one) => one.id === id).map((one) => one.outcome.kind);
      expect(report).toMatchObject({ host, started: true });
      expect(report.results.filter(({ outcome }) => outcome.kind === 'failed')).toEqual([]);
      expect(kindOf('exit')).toEqual(['passed']);
      expect(kindOf('requests').filter((kind) => kind === 'passed').length).toBeGreaterThan(1);
      // What one host alone can show.
      for (const id of ['user', 'root-files', 'writes'])
        expect(kindOf(id), id).toEqual([host === 'container' ? 'passed' : 'skipped']);
      expect(readFileSync(junit, 'utf8')).toContain(`tests="${report.results.length}" failures="0"`);
      await rm(folder, { recursive: true });
    });
  });
}
