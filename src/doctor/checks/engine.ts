import type { EngineCapabilities } from '../../engine/index.ts';
import type { Examination, Verdict } from '../types.ts';
import { notApplicable, ok, problem, warn } from '../verdicts.ts';

/** Which engine answers, and where. Without one, apps may still run as plain processes. */
export async function engine({ request, engine: ask, host }: Examination): Promise<Verdict> {
  if (request.host === 'process') return notApplicable('apps run as plain processes');
  const answer = await ask();
  if (answer.kind === 'connected') {
    const { name, version, endpoint } = answer.engine.capabilities;
    return ok(`${name} ${version} answers at ${endpoint.url} (${endpoint.from})`);
  }
  return (await host()) === 'process'
    ? warn(`${answer.message}; apps run as plain processes, and no image can be built`, answer.fix)
    : problem(answer.message, answer.fix);
}

/** The version of the API; flexbuild lets each engine speak its own. */
export const api = ofEngine(({ apiVersion }) => ok(`version ${apiVersion}`));

/** Build secrets and cache mounts need BuildKit. */
export const buildkit = ofEngine(({ buildkit: has, name }) =>
  has
    ? ok('this engine has it')
    : warn(
        `${name} builds without it: of this machine's network settings only proxies reach the steps of a build`,
        'Use Docker 20.10 or newer.',
      ),
);

/** The platform of App Engine's machines. */
const deployed = 'linux/amd64';

/** Whether images are made for what App Engine runs, and whether this machine's processor runs them. */
export async function architecture(examination: Examination): Promise<Verdict> {
  const { node, architecture: machine } = examination.machine.about;
  return await ofEngine(({ platform, endpoint }) => {
    const isLocal = /^(unix|npipe):/.test(endpoint.url);
    if (isLocal && !platform.endsWith(`/${machine}`))
      return warn(
        `the engine runs ${platform} on a processor for ${machine}: emulated, and so several times slower`,
        'Give the engine a virtual machine of this processor.',
      );
    if (node.architecture !== machine)
      return warn(
        `Node is for ${node.architecture} on a processor for ${machine}, and so emulated`,
        `Install Node for ${machine}.`,
      );
    if (platform !== deployed)
      return warn(
        `images are made for ${platform}, and App Engine runs ${deployed}`,
        `Add --platform ${deployed} to try exactly what is deployed.`,
      );
    return ok(`${platform}, as on App Engine`);
  })(examination);
}

/** Control groups: what holds containers to `resources` of app.yaml. */
export const limits = ofEngine(({ limits: { cpu, memory } }) => {
  const missing = Object.entries({ cpu, memory }).flatMap(([name, has]) => (has ? [] : [name]));
  if (missing.length === 0) return ok('containers are held to cpu and memory of app.yaml');
  return warn(
    `containers are not held to ${missing.join(' and ')} of app.yaml: the engine has no such control group`,
    'Enable the cpu and memory controllers of the kernel for the engine (cgroup v2: Delegate=cpu memory).',
  );
});

function ofEngine(look: (capabilities: EngineCapabilities) => Verdict) {
  return async ({ request, engine: ask }: Examination): Promise<Verdict> => {
    if (request.host === 'process') return notApplicable('apps run as plain processes');
    const answer = await ask();
    return answer.kind === 'none' ? notApplicable('no engine answers') : look(answer.engine.capabilities);
  };
}
