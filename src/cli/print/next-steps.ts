import { shellWord } from '../../index.ts';

/** A command that makes sense now, and what it is good for. */
export interface Step {
  readonly command: string;
  readonly purpose: string;
}

/** What to do with an app that has got its app.yaml. */
export function nextSteps(folder: string, runtime: string): readonly Step[] {
  const app = folder === '.' ? '' : ` ${shellWord(folder)}`;
  const ownDockerfile = {
    command: `flexbuild gen-config --custom${app}`,
    purpose: 'own the Dockerfile, which outlives the runtime',
  };
  return [
    { command: `flexbuild doctor${app}`, purpose: 'see whether this machine can run it' },
    { command: `flexbuild run${app}`, purpose: 'build it and run it, on http://127.0.0.1:8080' },
    ...(runtime === 'custom' ? [] : [ownDockerfile]),
  ];
}

/** For people: a line for each. */
export function formatSteps(steps: readonly Step[]): string {
  const width = Math.max(...steps.map(({ command }) => command.length));
  return ['Next:', ...steps.map(({ command, purpose }) => `  ${command.padEnd(width)}  # ${purpose}`)].join(
    '\n',
  );
}
