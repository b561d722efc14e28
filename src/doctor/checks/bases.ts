import type { Examination, Verdict } from '../types.ts';
import { notApplicable, ok, problem, warn } from '../verdicts.ts';

/** Whether base images can be pulled, asked through the engine: its proxy and mirrors count, not this process's. */
export async function registry(examination: Examination): Promise<Verdict> {
  const without = await withoutEngine(examination);
  if (without !== null) return without;
  const answer = await examination.registry();
  switch (answer.kind) {
    case 'reached':
      return ok('it answers the engine');
    case 'not-asked':
      return notApplicable('this engine, or this app, gives nothing to ask for');
    case 'not-reached': {
      const message = `the engine does not reach it: ${answer.reason}`;
      const [trouble, base] = await Promise.all([examination.debian(), examination.base()]);
      if (trouble === null) return warn(`${message}; bases are made of Debian packages`, proxyForEngine);
      return base === null
        ? problem(message, proxyForEngine)
        : warn(`${message}; the engine has ${base} already`, proxyForEngine);
    }
    default:
      return answer satisfies never;
  }
}

const proxyForEngine =
  'Give the engine itself the proxy it needs (https://docs.docker.com/engine/daemon/proxy/), or a mirror.';

/** Whether a base can be made of Debian packages: with mmdebstrap, from a mirror that answers. */
export async function debian(examination: Examination): Promise<Verdict> {
  const without = await withoutEngine(examination);
  if (without !== null) return without;
  const [trouble, answer] = await Promise.all([examination.debian(), examination.registry()]);
  if (trouble === null) {
    return ok(
      examination.request.mirrors.length > 0
        ? 'mmdebstrap can work, and the mirrors answer'
        : 'mmdebstrap can work; its own mirror is not asked',
    );
  }
  const { message, fix } = trouble;
  switch (answer.kind) {
    case 'reached':
      return ok(`not needed while a registry answers (${message})`);
    case 'not-asked':
      return warn(message, fix);
    case 'not-reached': {
      const base = await examination.base();
      return base === null
        ? problem(`no base can be made: ${message}`, fix)
        : warn(`the engine has ${base}, and no other base can be made: ${message}`, fix);
    }
    default:
      return answer satisfies never;
  }
}

async function withoutEngine({ request, engine }: Examination): Promise<Verdict | null> {
  if (request.host === 'process') return notApplicable('apps run as plain processes');
  return (await engine()).kind === 'none' ? notApplicable('no engine answers') : null;
}
