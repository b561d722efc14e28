import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFolder } from '../../src/index.ts';
import { startRun, type ForegroundRun } from './command-line.ts';

/** What an example's `example.yaml` says has to hold. */
interface Example {
  readonly checks: readonly Check[];
  /** Of gunicorn, as it says at its start. */
  readonly workers?: number;
  readonly stop: { readonly code: number; readonly withinSeconds: number };
}

interface Check {
  readonly get: string;
  /** Where it holds; left out: everywhere. */
  readonly host?: HostKind;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly body?: string;
  readonly json?: Readonly<Record<string, unknown>>;
}

type HostKind = 'container' | 'process';

const examples = join(packageFolder(), 'examples');

/** Runs every example on one kind of host, with what its example.yaml says of that. */
export function exampleTests(host: HostKind, flags: readonly string[] = []): void {
  describe.each(readdirSync(examples))('%s', (name) => {
    const example = parse(readFileSync(join(examples, name, 'example.yaml'), 'utf8')) as Example;
    const checks = example.checks.filter((check) => check.host === undefined || check.host === host);
    let run: ForegroundRun;

    beforeAll(async () => {
      run = await startRun([join(examples, name), '--host', host, ...flags]);
    });
    afterAll(async () => {
      await run[Symbol.asyncDispose]();
    });

    test.each(checks)('GET $get answers $status', async ({ get, headers, status, body, json }) => {
      const answer = await fetch(new URL(get, run.url), { ...(headers && { headers }) });
      const text = await answer.text();
      expect(answer.status, text).toBe(status);
      if (body !== undefined) expect(text).toContain(body);
      if (json !== undefined) expect(JSON.parse(text)).toMatchObject(json);
    });

    test.runIf(example.workers !== undefined)('as many workers as it should have', () => {
      const boots = run.notices.filter(
        (notice) => notice.kind === 'app-output' && /Booting worker/.test(notice.line.text),
      );
      expect(boots).toHaveLength(example.workers ?? 0);
    });

    test('stops in time, by itself, with its exit code', async () => {
      const startedMs = performance.now();
      expect(await run.interrupt()).toBe(130);
      expect(performance.now() - startedMs).toBeLessThan(example.stop.withinSeconds * 1000);
      const stops = run.notices.filter(
        (notice) => notice.kind === 'instance-state' && notice.state === 'stopped',
      );
      expect(stops).toMatchObject([{ exitCode: example.stop.code }]);
    });
  });
}
