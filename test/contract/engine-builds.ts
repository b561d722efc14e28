import { describe, expect, test } from 'vitest';
import type { Notice, OutputLine } from '../../src/core/index.ts';
import { buildFailureOf, type BuildRequest } from '../../src/engine/index.ts';
import { testJob } from '../support/session.ts';
import { imageRequest } from '../support/test-image.ts';
import { steps } from './engine-scripts.ts';
import { codeOf, rejection, withCode, type OnEngine } from './engine-support.ts';

/** What holds for both builders of every engine. */
export function buildsContract(on: OnEngine): void {
  describe.each(['buildkit', 'classic'] as const)('the %s builder', (builder) => {
    const request = (dockerfile: string, parts: Partial<BuildRequest> = {}): BuildRequest => ({
      ...imageRequest({ Dockerfile: dockerfile, 'file.txt': 'content' }),
      labels: on().session.labels,
      builder,
      ...parts,
    });

    test('builds, tags and labels, and reports steps and their output; a second time from its cache', async () => {
      const tag = `${on().session.name('built')}:1`;
      const dockerfile = `${from(on)}\nENV UNIQUE=${tag}\nRUN ${steps.twoStreams.shell}\nCOPY file.txt /file.txt\n`;
      const [first, second] = [testJob(), testJob()];
      const labels = { ...on().session.labels, 'dev.flexbuild.test': '{"any": "$HOME\'s text"}' };
      const built = await on().engine.images.build(request(dockerfile, { tags: [tag], labels }), first);
      expect(built).toMatchObject({
        tags: [tag],
        labels: expect.objectContaining(labels) as object,
      });
      expect(statesOf(first.notices, 'RUN')).toEqual(['started', 'done']);
      const output = first.notices.flatMap((notice) => (notice.kind === 'build-output' ? [notice.line] : []));
      expect(new Set(output)).toEqual(new Set([line('stdout', 'to stdout'), line('stderr', 'to stderr')]));
      await on().engine.images.build(request(dockerfile, { tags: [tag], labels }), second);
      expect(statesOf(second.notices, 'RUN').at(-1)).toBe('cached');
      expect(second.notices.some(({ kind }) => kind === 'build-output')).toBe(false);
    });

    test('names the step that failed, its exit code and all of its output', async () => {
      const job = testJob();
      const dockerfile = `${from(on)}\nENV UNIQUE=${on().session.name('failing')}\nRUN ${steps.failing.shell}\n`;
      const error = await rejection(on().engine.images.build(request(dockerfile), job));
      expect(codeOf(error)).toBe('FB3101');
      expect(buildFailureOf(error)).toMatchObject({
        instruction: `RUN ${steps.failing.shell}`,
        exitCode: 7,
        output: [line('stdout', 'before the end')],
      });
      expect(statesOf(job.notices, 'RUN').at(-1)).toBe('failed');
    });

    test('says which line it cannot read', async () => {
      const error = await rejection(
        on().engine.images.build(request(`FROM ${on().image}\nFOO bar\n`), testJob()),
      );
      expect(codeOf(error)).toBe('FB3102');
      expect(buildFailureOf(error)?.line).toBe(2);
    });

    test('says that a base image cannot be had', async () => {
      const error = await rejection(
        on().engine.images.build(request('FROM flexbuild-test/absent:1\nRUN true\n'), testJob()),
      );
      expect(codeOf(error)).toBe('FB3103');
    });

    test('stops when the signal fires, and makes no image', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('aborted') };
      const aborter = new AbortController();
      const reason = new Error('interrupted');
      const job = testJob(aborter.signal);
      const dockerfile = `${from(on)}\nENV UNIQUE=${on().session.name('endless')}\nRUN ${steps.endless.shell}\n`;
      const building = on().engine.images.build(request(dockerfile, { labels }), {
        ...job,
        notify(notice) {
          if (notice.kind === 'build-step' && notice.name.includes('RUN')) aborter.abort(reason);
        },
      });
      await expect(building).rejects.toBe(reason);
      expect(await on().engine.images.list(labels)).toEqual([]);
    });

    test(builder === 'buildkit' ? 'gives secrets to the steps' : 'says that it has no secrets', async () => {
      const dockerfile = `${from(on)}\nENV UNIQUE=${on().session.name('secret')}\nRUN ${steps.secret.shell}\n`;
      const job = testJob();
      const building = on().engine.images.build(
        request(dockerfile, { secrets: { token: Buffer.from('s3cret') } }),
        job,
      );
      if (builder === 'classic') {
        await expect(building).rejects.toMatchObject(withCode('FB4011'));
        return;
      }
      await building;
      expect(job.notices).toContainEqual(
        expect.objectContaining({ kind: 'build-output', line: line('stdout', '6') }),
      );
    });
  });
}

/** Labelled from the first layer on, so that nothing of a build that fails stays behind. */
function from(on: OnEngine): string {
  const [label] = Object.entries(on().session.labels).map(([name, value]) => `${name}=${value}`);
  return `FROM ${on().image}\nLABEL ${label ?? ''}`;
}

function line(stream: OutputLine['stream'], text: string): OutputLine {
  return { stream, text };
}

function statesOf(notices: readonly Notice[], keyword: string): readonly string[] {
  return notices.flatMap((notice) =>
    notice.kind === 'build-step' && notice.name.includes(`] ${keyword} `) ? [notice.state] : [],
  );
}
