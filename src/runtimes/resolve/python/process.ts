import type { ProcessPlan, RuntimeVersion } from '../../types.ts';
import { pythonVersionData, type PythonData } from './data.ts';
import type { Requirements } from './requirements.ts';

/** How a Python app runs without an image: in a virtual environment of an interpreter that this machine has. */
export function planProcess({
  data,
  version,
  requirements,
  installGunicorn,
}: {
  readonly data: PythonData;
  readonly version: RuntimeVersion;
  readonly requirements: Requirements | null;
  readonly installGunicorn: boolean;
}): ProcessPlan | null {
  const row = pythonVersionData(version);
  if (!row.hasVenvModule) return null;
  const { interpreter, environment } = data.process;
  const wanted = [
    ...(installGunicorn ? [[`gunicorn==${row.gunicorn}`]] : []),
    ...(requirements ? [['-r', 'requirements.txt']] : []),
  ];
  return {
    interpreter: { ...interpreter, version: version.version },
    environment: {
      files: requirements?.fromAppFiles ? null : (requirements?.files ?? []),
      path: environment.path,
      makers: environment.makers.map(({ program, make, install, pinsPip }) => {
        const pip = pinsPip && wanted.length > 0 ? [[`pip==${row.pip}`]] : [];
        return { program, steps: [make, ...[...pip, ...wanted].map((words) => [...install, ...words])] };
      }),
    },
    env: data.process.env,
  };
}
