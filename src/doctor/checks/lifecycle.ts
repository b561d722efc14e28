import { loadRuntimes } from '../../runtimes/index.ts';
import type { Examination, Verdict } from '../types.ts';
import { notApplicable, ok, warn } from '../verdicts.ts';

const warnedDays = 180;

/** Whether the makers of the app's runtime version still mend it. */
export function lifecycle({ request }: Examination): Promise<Verdict> {
  return Promise.resolve(verdictOn(request));
}

function verdictOn({ project, today }: Examination['request']): Verdict {
  if (project === null) return notApplicable('no app is examined');
  const { id, version: used } = project.plan.runtime;
  const runtime = loadRuntimes().find((candidate) => candidate.id === id);
  const end = runtime?.versions.find(({ version }) => version === used)?.endOfLife ?? null;
  const name = [runtime?.title ?? id, used].filter((part) => part !== null).join(' ');
  if (end === null) return notApplicable(`nothing is known of the end of ${name}`);
  if (isPast(end, today)) return warn(`${name} got its last fix by ${end}`, move);
  const soon = new Date(today.getTime() + warnedDays * 86_400_000);
  return isPast(end, soon)
    ? warn(`${name} gets fixes until ${end} only`, move)
    : ok(`${name} gets fixes until ${end}`);
}

const move =
  'Ask for a newer version in app.yaml; or own the Dockerfile with `flexbuild gen-config --custom`, since managed runtimes end with their language.';

/** A month is past when the next one has begun. */
function isPast(end: string, now: Date): boolean {
  return now.toISOString().slice(0, end.length) > end;
}
