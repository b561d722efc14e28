import { expect, test } from 'vitest';
import { FlexbuildError } from '../../../src/core/index.ts';
import { buildFailed } from '../../../src/engine/build-failure.ts';
import { explainFailure } from '../../../src/project/explain-failure.ts';
import { literalSource } from '../../../src/source/index.ts';

const dockerfile = {
  path: 'Dockerfile',
  original: 'FROM base\n# why\nRUN pip install -r requirements.txt\n',
};
const requirements = '# ours\nflask==3.1.0\nNo.Such_Package[fast]==1.0 # hm\n';

function explained(output: readonly string[], { line = null as number | null } = {}) {
  const thrown = buildFailed({
    instruction: 'RUN --mount=type=cache,id=flexbuild-pip-cache,target=/x pip install -r requirements.txt',
    exitCode: 1,
    line,
    output: output.map((text) => ({ stream: 'stderr', text })),
    message: 'exit code: 1',
  });
  const error = explainFailure(thrown, {
    source: literalSource({ 'requirements.txt': requirements }),
    dockerfile,
  });
  if (!(error instanceof FlexbuildError)) throw new Error('it is no FlexbuildError');
  return error.diagnostics;
}

test('a step that fails is shown in the Dockerfile, as it is on disk and with all it wrote', () => {
  const output = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  const [step, ...rest] = explained(output);
  expect(rest).toEqual([]);
  expect(step).toMatchObject({ code: 'FB3101', at: { file: 'Dockerfile', start: { line: 3, column: 1 } } });
  expect(step.message).not.toContain('--mount');
  expect(step.detail).toEqual(output);
});

test("the builder's own line wins over a search for the instruction", () => {
  expect(explained([], { line: 1 })[0].at?.start.line).toBe(1);
});

test('a package that pip cannot find is shown in requirements.txt, whatever its spelling', () => {
  const diagnostics = explained(['ERROR: No matching distribution found for no-such-package[fast]==1.0']);
  expect(diagnostics.map(({ code }) => code)).toEqual(['FB3101', 'FB3206']);
  expect(diagnostics[1]?.at).toMatchObject({ file: 'requirements.txt', start: { line: 3, column: 1 } });
});

test('a package that requirements.txt does not name is left to the step', () => {
  expect(explained(['ERROR: No matching distribution found for fla'])).toHaveLength(1);
});

test('what is no failed build comes back as it is', () => {
  const other = new Error('the engine is gone');
  expect(explainFailure(other, { source: literalSource({}), dockerfile })).toBe(other);
});
