import { imageOf, type BuildPlan } from '../../index.ts';

/** A plan for people: one decision a line, with its reason. */
export function formatPlan(plan: BuildPlan): string {
  const { run, runtime } = plan;
  const rows: readonly (readonly [topic: string, value: string, reason: string])[] = [
    ['runtime', [runtime.id, runtime.version].filter(Boolean).join(' '), runtime.reason],
    ...plan.decisions.map(({ topic, value, reason }) => [topic, value, reason] as const),
    ['image', imageOf(plan.image), ''],
    ['command', describeCommand(plan), run.commandFrom],
    ['port', String(run.port), ''],
    ['resources', `${String(run.resources.cpu)} cpu, ${String(run.resources.memoryGb)} GB memory`, ''],
    ['scaling', describeScaling(plan), ''],
    ['readiness', describeCheck(run.health.readiness), ''],
    ['liveness', describeCheck(run.health.liveness), ''],
    [
      'environment',
      Object.keys(run.env).join(', ') || 'nothing beyond what the platform sets',
      'env_variables',
    ],
  ];
  const width = Math.max(...rows.map(([topic]) => topic.length));
  const lines = rows.map(
    ([topic, value, reason]) => `  ${topic.padEnd(width)}  ${value}${reason ? `  (${reason})` : ''}`,
  );
  return `service ${plan.service}\n${lines.join('\n')}\n`;
}

function describeCommand({ run: { command } }: BuildPlan): string {
  switch (command.form) {
    case 'shell':
      return `${command.shell} -c '${command.text}'`;
    case 'exec':
      return JSON.stringify(command.argv);
    case 'image':
      return "the image's own";
    default:
      return command satisfies never;
  }
}

function describeScaling({ run: { scaling } }: BuildPlan): string {
  return scaling.kind === 'manual'
    ? `${String(scaling.instances)} instances`
    : `${String(scaling.min)} to ${String(scaling.max)} instances, at ${String(scaling.targetCpuUtilization)} of the cpu`;
}

function describeCheck({
  path,
  checkIntervalSec,
}: BuildPlan['run']['health']['readiness'] | BuildPlan['run']['health']['liveness']): string {
  return path === null ? 'answered by the platform' : `GET ${path} every ${String(checkIntervalSec)} s`;
}
