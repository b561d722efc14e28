import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/core/index.ts';
import type { BuildDecoder, Progress } from '../../../src/engine/build-events.ts';
import { buildFailed, buildFailureOf } from '../../../src/engine/build-failure.ts';
import { buildLog } from '../../../src/engine/build-log.ts';
import { buildkitDecoder } from '../../../src/engine/buildkit-events.ts';
import { classicDecoder } from '../../../src/engine/classic-events.ts';
import { testJob } from '../../support/session.ts';

/** Replays what Docker 20.10 sent. */
function replay(trace: string, decode: BuildDecoder): { notices: readonly Notice[]; finish: () => string } {
  const job = testJob();
  const log = buildLog(job);
  const lines = readFileSync(join(import.meta.dirname, 'traces', `${trace}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n');
  for (const line of lines) for (const event of decode(JSON.parse(line) as Progress)) log.add(event);
  return { notices: job.notices, finish: () => log.finish() };
}

function stepsOf(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) =>
    notice.kind === 'build-step' ? [`${notice.state}: ${notice.name}`] : [],
  );
}

function outputOf(notices: readonly Notice[]): readonly string[] {
  return notices
    .flatMap((notice) =>
      notice.kind === 'build-output' ? [`${notice.line.stream}: ${notice.line.text}`] : [],
    )
    .toSorted();
}

const decoders = { buildkit: buildkitDecoder, classic: () => classicDecoder(() => 0) };

describe.each(['buildkit', 'classic'] as const)('%s', (builder) => {
  test('reports what a build did', () => {
    const { notices, finish } = replay(`${builder}-built`, decoders[builder]());
    expect(finish()).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(outputOf(notices)).toEqual(['stderr: to stderr', 'stdout: no end', 'stdout: to stdout']);
    const steps = stepsOf(notices);
    expect(steps).toContain(`done: [2/4] RUN echo to stdout; echo to stderr >&2`);
    expect(steps.filter((step) => step.includes('COPY'))).toEqual([
      'started: [4/4] COPY file.txt /file.txt',
      'done: [4/4] COPY file.txt /file.txt',
    ]);
    expect(steps.some((step) => step.includes('[internal]'))).toBe(false);
    expect(new Set(steps).size).toBe(steps.length);
  });

  test('knows what came from the cache', () => {
    const { notices, finish } = replay(`${builder}-cached`, decoders[builder]());
    expect(finish()).toMatch(/^sha256:/);
    const last = stepsOf(notices).filter((step) => /\] (RUN|COPY)/.test(step) && !step.startsWith('started'));
    expect(last).toHaveLength(3);
    for (const step of last) expect(step).toMatch(/^cached: /);
    expect(outputOf(notices)).toEqual([]);
  });

  test('knows what failed', () => {
    const { notices, finish } = replay(`${builder}-failing`, decoders[builder]());
    expect(stepsOf(notices).at(-1)).toBe('failed: [2/2] RUN echo grüße;     exit 7');
    const error = thrownBy(finish);
    expect(error).toMatchObject({ diagnostics: [{ code: 'FB3101', detail: ['grüße'] }] });
    expect(buildFailureOf(error)).toMatchObject({
      instruction: 'RUN echo grüße;     exit 7',
      exitCode: 7,
      line: null,
      output: [{ stream: 'stdout', text: 'grüße' }],
    });
  });
});

test('a stream that ends without an image is a failure', () => {
  expect(thrownBy(() => buildLog(testJob()).finish())).toMatchObject({ diagnostics: [{ code: 'FB3101' }] });
});

test('steps stopped beside the one that failed are not to blame', () => {
  const log = buildLog(testJob());
  const step = { kind: 'step', state: 'failed', durationMs: 1 } as const;
  log.add({ ...step, id: 'a', name: '[a 2/2] RUN sleep 9', error: 'executor failed: context canceled' });
  log.add({ ...step, id: 'b', name: '[b 2/2] RUN exit 1', error: 'executor failed: exit code: 1' });
  log.add({ kind: 'error', message: 'failed to solve: executor failed running [sh]: exit code: 1' });
  expect(buildFailureOf(thrownBy(() => log.finish()))).toMatchObject({
    instruction: 'RUN exit 1',
    exitCode: 1,
  });
});

describe('buildFailed', () => {
  const details = {
    instruction: 'RUN pip install x',
    exitCode: 1,
    line: null,
    output: [],
    message: 'exit code: 1',
  };

  test.each([
    ['a step', 'FB3101', {}],
    ['a full disk that the builder saw', 'FB3104', { message: 'write /x: no space left on device' }],
    [
      'a full disk that the step saw',
      'FB3104',
      { output: [{ stream: 'stderr' as const, text: 'OSError: [Errno 28] No space left on device' }] },
    ],
    [
      'a Dockerfile that cannot be read',
      'FB3102',
      { instruction: null, message: 'dockerfile parse error line 2: unknown instruction: FOO' },
    ],
    [
      'a base image nobody has',
      'FB3103',
      { instruction: 'FROM x', message: 'pull access denied for x, repository does not exist' },
    ],
    ['a step that cannot reach a host', 'FB3101', { message: 'could not fetch: no such host' }],
  ])('%s is %s', (_case, code, parts) => {
    expect(buildFailed({ ...details, ...parts }).diagnostics[0].code).toBe(code);
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return expect.unreachable('it did not fail');
}
