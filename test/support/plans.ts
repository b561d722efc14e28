import type { BuildPlan, RunPlan } from '../../src/plan/index.ts';

/** A plan as app.yaml's defaults make it; nothing about its image is meant. */
export function planOf({
  service = 'default',
  ...run
}: { readonly service?: string } & Partial<RunPlan> = {}): BuildPlan {
  return {
    format: 1,
    service,
    runtime: { id: 'python', version: '3.11', reason: 'app.yaml says runtime: python' },
    process: null,
    image: { kind: 'prebuilt', reference: 'example:1' },
    run: { ...defaults, ...run },
    decisions: [],
    diagnostics: [],
    spans: {},
  };
}

const check = { path: null, timeoutSec: 4, failureThreshold: 2, successThreshold: 2, host: null };

/** A readiness check with these differences from the default one. */
export function readiness(difference: Partial<RunPlan['health']['readiness']>): Pick<RunPlan, 'health'> {
  return { health: { ...defaults.health, readiness: { ...defaults.health.readiness, ...difference } } };
}

const defaults: RunPlan = {
  command: { form: 'shell', shell: 'sh', text: 'exec python main.py' },
  commandFrom: 'app.yaml',
  port: 8080,
  env: {},
  resources: { cpu: 1, memoryGb: 0.6, diskGb: 13, volumes: [] },
  network: {
    forwardedPorts: [],
    instanceTag: null,
    name: null,
    subnetworkName: null,
    sessionAffinity: false,
  },
  scaling: { kind: 'automatic', min: 2, max: 20, coolDownSec: 120, targetCpuUtilization: 0.5 },
  health: {
    liveness: { ...check, checkIntervalSec: 30, failureThreshold: 4, initialDelaySec: 300 },
    readiness: { ...check, checkIntervalSec: 5, appStartTimeoutSec: 300 },
  },
  serviceAccount: null,
  stopGraceMs: 30_000,
};
