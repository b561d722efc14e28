import { warning, type Diagnostic, type Span } from '../../../core/index.ts';
import type { PackagedProgram, PythonData } from './data.ts';
import type { GunicornCommand } from './gunicorn.ts';
import type { Requirements } from './requirements.ts';

/** Warnings about what an entrypoint starts and requirements.txt does not bring: the image would end at once. */
export function missingPrograms({
  programs,
  gunicorn,
  requirements,
  data,
  at,
}: {
  readonly programs: readonly (readonly string[])[];
  readonly gunicorn: GunicornCommand | null;
  readonly requirements: Requirements | null;
  readonly data: PythonData;
  /** Where the entrypoint is written. */
  readonly at: Span | null;
}): readonly Diagnostic[] {
  if (requirements?.hasUnknown) return [];
  const names = requirements?.names ?? new Set<string>();
  const started = programs.flatMap((words) => listOf(data.programs[programOf(words)]));
  const worker = gunicorn?.workerClass?.split('.')[0];
  const wanted = [...started, ...listOf(data.workerClasses[worker ?? ''])];
  return wanted
    .filter(({ broughtBy }) => !broughtBy.some((name) => isAmong(names, name)))
    .map(({ title, broughtBy: [name = ''] }) =>
      warning({
        code: 'FB2040',
        message: `the entrypoint needs ${title}, ${requirements ? 'which requirements.txt does not bring' : 'and there is no requirements.txt'}`,
        hint: `Add ${name} to requirements.txt, with the version that the app is tested with.`,
        at,
      }),
    );
}

/** `uvicorn` for uvicorn, for /env/bin/uvicorn and for python -m uvicorn. */
function programOf([program = '', ...rest]: readonly string[]): string {
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (!/^python[\d.]*$/.test(name)) return name;
  const module = rest.indexOf('-m');
  return module === -1 ? '' : (rest[module + 1] ?? '');
}

function listOf(program: PackagedProgram | undefined): readonly PackagedProgram[] {
  return program === undefined ? [] : [program];
}

function isAmong(names: ReadonlySet<string>, wanted: string): boolean {
  if (!wanted.endsWith('*')) return names.has(wanted);
  return [...names].some((name) => name.startsWith(wanted.slice(0, -1)));
}
