import { join } from 'node:path';
import { ensureBase } from '../../src/bases/index.ts';
import { directNetwork, packageFolder } from '../../src/core/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { openProject } from '../../src/project/index.ts';
import { testJob } from './session.ts';

/** The base that the plan of examples/python-flask names: Debian or Docker's own image of Python, with a shell and certificates. */
export async function ensureExampleBase(engine: Engine): Promise<string> {
  const { plan } = openProject({
    target: join(packageFolder(), 'examples/python-flask'),
    context: null,
    dockerfile: null,
    image: null,
    substitutions: null,
  });
  const [first, ...rest] = plan.image.kind === 'prebuilt' ? [] : plan.image.bases;
  if (!first) throw new Error('the example has no base');
  const bases = [first, ...rest] as const;
  const request = { bases, override: null, engine, network: directNetwork, platform: null };
  return (await ensureBase(request, testJob())).reference;
}
