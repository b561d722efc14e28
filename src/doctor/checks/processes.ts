import type { Examination, Verdict } from '../types.ts';
import { notApplicable, ok, problem, warn } from '../verdicts.ts';

/** What instances that are plain processes would run with. */
export async function interpreter(examination: Examination): Promise<Verdict> {
  return (await inContainers(examination)) ?? (await foundInterpreter(examination));
}

async function foundInterpreter({ interpreter: ask }: Examination): Promise<Verdict> {
  const answer = await ask();
  switch (answer.kind) {
    case 'found':
      return ok(`${answer.wanted.title} ${answer.interpreter.version} at ${answer.interpreter.path}`);
    case 'missing':
      return problem(answer.message, answer.fix);
    case 'not-asked':
      return notApplicable(answer.reason);
    default:
      return answer satisfies never;
  }
}

/** What installs the app's packages: the first program that is there, else the interpreter itself. */
export async function packages(examination: Examination): Promise<Verdict> {
  const without = await inContainers(examination);
  if (without !== null) return without;
  const makers = examination.request.project?.plan.process?.environment.makers ?? [];
  const programs = makers.flatMap(({ program }) => (program === null ? [] : [program]));
  const paths = await Promise.all(programs.map((name) => examination.machine.processes.program(name)));
  const found = paths.find((path) => path !== null);
  if (makers.length === 0) return notApplicable('no app says what it installs');
  if (found !== undefined) return ok(`with ${found}`);
  return ok(`with the interpreter itself; ${programs.join(' or ')} would be faster`);
}

/** What holds plain processes to `resources` of app.yaml: scopes of systemd. */
export async function processLimits(examination: Examination): Promise<Verdict> {
  const without = await inContainers(examination);
  if (without !== null) return without;
  const obstacle = await examination.machine.processes.limitsObstacle();
  return obstacle === null
    ? ok('systemd holds processes to cpu and memory of app.yaml')
    : warn(obstacle, 'Use a container engine to see what happens at the limits.');
}

async function inContainers({ host }: Examination): Promise<Verdict | null> {
  return (await host()) === 'container' ? notApplicable('apps run in containers') : null;
}
