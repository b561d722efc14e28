import { describe, expect, test } from 'vitest';
import { FlexbuildError, type Diagnostic } from '../../../src/core/index.ts';
import { readAppYaml } from '../../../src/manifest/index.ts';

const head = 'runtime: python\nenv: flex\n';
const read = (text: string, substitutions: Record<string, string> | null = null) =>
  readAppYaml({ file: 'app.yaml', text, substitutions });
const config = (text: string, substitutions: Record<string, string> | null = null) =>
  read(head + text, substitutions).app.config;
const brief = ({ code, at }: Diagnostic) => `${code}@${String(at?.start.line)}:${String(at?.start.column)}`;
const warnings = (text: string) => read(head + text).diagnostics.map(brief);

function errors(text: string, substitutions: Record<string, string> | null = null): readonly Diagnostic[] {
  try {
    read(text, substitutions);
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics;
    throw error;
  }
  return [];
}

test('the shortest file has the documented defaults', () => {
  const { app, diagnostics } = read(head);
  expect(diagnostics).toEqual([]);
  expect(app.config).toEqual({
    service: 'default',
    runtime: { env: 'flex', id: 'python', settings: {} },
    entrypoint: null,
    env: {},
    buildEnv: {},
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
      liveness: {
        path: null,
        timeoutSec: 4,
        checkIntervalSec: 30,
        failureThreshold: 4,
        successThreshold: 2,
        initialDelaySec: 300,
        host: null,
      },
      readiness: {
        path: null,
        timeoutSec: 4,
        checkIntervalSec: 5,
        failureThreshold: 2,
        successThreshold: 2,
        appStartTimeoutSec: 300,
        host: null,
      },
    },
    skipFiles: null,
    betaSettings: {},
    serviceAccount: null,
  });
});

test('every key of the configuration is read', () => {
  const text = `service: web-1
entrypoint: exec gunicorn -b :$PORT main:app
env_variables: {COLOUR: red}
build_env_variables: {GOOGLE_BUILD: "1"}
resources:
  cpu: 2
  memory_gb: "2.5"
  disk_size_gb: 20
  volumes: [{name: cache, volume_type: tmpfs, size_gb: 0.5}]
network:
  forwarded_ports: [8081, 4000:5000/udp]
  instance_tag: tag
  name: net
  subnetwork_name: sub
  session_affinity: on
manual_scaling: {instances: 3}
liveness_check: {path: /live, timeout_sec: 1, check_interval_sec: 2, failure_threshold: 3, success_threshold: 4, initial_delay_sec: 0, host: a}
readiness_check: {path: /ready, timeout_sec: 1, check_interval_sec: 2, failure_threshold: 3, success_threshold: 4, app_start_timeout_sec: 1800, host: b}
skip_files: [".*\\\\.md", "tests/.*"]
service_account: me@example.com
beta_settings: {cloud_sql_instances: "p:r:i"}
`;
  expect(config(text)).toEqual({
    service: 'web-1',
    runtime: { env: 'flex', id: 'python', settings: {} },
    entrypoint: 'exec gunicorn -b :$PORT main:app',
    env: { COLOUR: 'red' },
    buildEnv: { GOOGLE_BUILD: '1' },
    resources: { cpu: 2, memoryGb: 2.5, diskGb: 20, volumes: [{ name: 'cache', sizeGb: 0.5 }] },
    network: {
      forwardedPorts: ['8081', '4000:5000/udp'],
      instanceTag: 'tag',
      name: 'net',
      subnetworkName: 'sub',
      sessionAffinity: true,
    },
    scaling: { kind: 'manual', instances: 3 },
    health: {
      liveness: {
        path: '/live',
        timeoutSec: 1,
        checkIntervalSec: 2,
        failureThreshold: 3,
        successThreshold: 4,
        initialDelaySec: 0,
        host: 'a',
      },
      readiness: {
        path: '/ready',
        timeoutSec: 1,
        checkIntervalSec: 2,
        failureThreshold: 3,
        successThreshold: 4,
        appStartTimeoutSec: 1800,
        host: 'b',
      },
    },
    skipFiles: ['.*\\.md', 'tests/.*'],
    betaSettings: { cloud_sql_instances: 'p:r:i' },
    serviceAccount: 'me@example.com',
  });
});

describe('env', () => {
  test.each(['flex', 'flexible', '2'])('%s is the flexible environment', (env) => {
    expect(read(`runtime: go\nenv: ${env}\n`).app.config.runtime).toEqual({
      env: 'flex',
      id: 'go',
      settings: {},
    });
  });
  test.each(['env: standard\n', 'env: 1\n', ''])('%j is the standard one', (env) => {
    expect(read(`runtime: python313\n${env}`).app.config.runtime).toEqual({
      env: 'standard',
      id: 'python313',
    });
  });
});

describe('what gcloud reads differently', () => {
  test('settings of the runtime are as written, with a warning', () => {
    const text = 'runtime_config:\n  runtime_version: 3.10\n  python_version: 3.9\n  other:\n';
    expect(config(text).runtime).toMatchObject({
      settings: { runtime_version: '3.10', python_version: '3.9' },
    });
    expect(warnings(text)).toEqual(['FB1102@4:20', 'FB1106@6:3']);
  });
  test('quoted settings need no warning', () => {
    expect(warnings('runtime_config: {runtime_version: "3.10", python_version: 3}\n')).toEqual([]);
  });
  test('environment variables are what gcloud sends, with a warning each', () => {
    const text =
      'env_variables:\n  A: yes\n  B: 1.50\n  C: 010\n  D:\n  E: 22:33\n  F: "yes"\n  G: 2020-01-01\n  H: 7\n';
    expect(config(text).env).toEqual({
      A: 'True',
      B: '1.5',
      C: '8',
      D: 'None',
      E: '1353',
      F: 'yes',
      G: '2020-01-01',
      H: '7',
    });
    expect(warnings(text)).toEqual(['FB1102@4:6', 'FB1102@5:6', 'FB1102@6:6', 'FB1102@7:3', 'FB1102@8:6']);
  });
  test('a warning shows no number that may be a password, not in its line either', () => {
    const [warning] = read(`${head}env_variables: {PIN: 0123456}\n`).diagnostics;
    expect(warning?.code).toBe('FB1102');
    expect(JSON.stringify(warning)).not.toMatch(/0123456|42798/);
  });
  test('whole numbers are cut, octal ones are octal', () => {
    const text = 'resources: {disk_size_gb: 10.5}\nmanual_scaling: {instances: 010}\n';
    expect(config(text)).toMatchObject({ resources: { diskGb: 10 }, scaling: { instances: 8 } });
    expect(read(head + text).diagnostics.filter(({ code }) => code === 'FB1102')).toHaveLength(2);
  });
  test('a port that is a number to base 60 is as written', () => {
    expect(config('network: {forwarded_ports: [2000:33]}\n').network.forwardedPorts).toEqual(['2000:33']);
    expect(warnings('network: {forwarded_ports: [2000:33]}\n')).toContain('FB1102@3:29');
  });
});

describe('names of the same thing', () => {
  test('flexible_runtime_settings are runtime_config', () => {
    const { app, diagnostics } = read(`${head}flexible_runtime_settings: {operating_system: ubuntu22}\n`);
    expect(app.config.runtime).toMatchObject({ settings: { operating_system: 'ubuntu22' } });
    expect(app.locate('runtime_config', 'operating_system')?.start).toMatchObject({ line: 3, column: 47 });
    expect(diagnostics).toEqual([]);
  });
  test('module is service', () => {
    expect(config('module: api\n').service).toBe('api');
    expect(warnings('module: api\n')).toEqual(['FB1103@3:1']);
  });
});

test('keys without effect give one warning each, whatever they hold', () => {
  const text =
    'api_version: 1\nhandlers:\n- url: /.*\n  script: auto\nhealth_check: {enable_health_check: no}\nzones: [a]\n';
  expect(warnings(text)).toEqual(['FB1104@3:1', 'FB1104@4:1', 'FB1103@7:1', 'FB1101@8:1']);
});

test('a key with nothing behind it is not set', () => {
  expect(config('env_variables:\nresources:\nmanual_scaling:\nentrypoint:\nservice: ~\n')).toEqual(
    config(''),
  );
});

describe('memory for one core', () => {
  test.each([
    ['0.5', 'FB1013 warning'],
    ['0.6', ''],
    ['6.1', ''],
    ['0.4', 'FB1013 error'],
    ['6.2', 'FB1013 error'],
  ])('%s GB', (memory, expected) => {
    const text = `${head}resources: {memory_gb: ${memory}}\n`;
    const found = [...errors(text), ...(errors(text).length === 0 ? read(text).diagnostics : [])];
    expect(found.map(({ code, severity }) => `${code} ${severity}`).join()).toBe(expected);
  });
});

describe('cores', () => {
  test.each([1, 2, 30, 32, 36, 80])('%d is a machine', (cpu) =>
    expect(config(`resources: {cpu: ${String(cpu)}}\n`).resources.cpu).toBe(cpu),
  );
  test.each([0, 0.5, 3, 34, 84, -2])('%d is none', (cpu) => {
    expect(errors(`${head}resources: {cpu: ${String(cpu)}}\n`).map(brief)).toEqual(['FB1009@3:18']);
  });
});

describe('places', () => {
  test('a value, a section, an item, and a default', () => {
    const { app } = read(
      `${head}resources:\n  cpu: 2\nskip_files:\n  - a\n  - b\nenv_variables: {A: secret}\n`,
    );
    expect(app.locate('resources', 'cpu')?.start).toEqual({ line: 4, column: 8, offset: 44 });
    expect(app.locate('resources')?.start).toMatchObject({ line: 3, column: 1 });
    expect(app.locate('skip_files', '1')?.start).toMatchObject({ line: 7, column: 5 });
    expect(app.locate('resources', 'memory_gb')).toBeNull();
    expect(app.locate('env_variables', 'A')?.lineText).toBe('env_variables: {A: ******}');
  });
});

describe('placeholders', () => {
  const text =
    'env_variables: {A: "${ONE}-${TWO}", B: ${ONE }, P: "${PORT}"}\nresources: {cpu: "${CPU}"}\n'.replace(
      '${ONE }',
      "'${ONE}'",
    );
  test('are replaced, values being text, and those of the platform left', () => {
    const { env, resources } = config(text, { ONE: 'yes', TWO: 'a: b', CPU: '4' });
    expect(env).toEqual({ A: 'yes-a: b', B: 'yes', P: '${PORT}' });
    expect(resources.cpu).toBe(4);
  });
  test('are left as they are where none are asked for', () => {
    expect(config('env_variables: {A: "${ONE}"}\n').env).toEqual({ A: '${ONE}' });
  });
  test('without a value are errors at their places', () => {
    expect(errors(`${head}env_variables:\n  A: \${ONE}\n  B: x\${TWO}\n`, {}).map(brief)).toEqual([
      'FB1014@4:6',
      'FB1014@5:6',
    ]);
  });
  test('an object has no placeholders by inheritance', () => {
    expect(errors(`${head}service: \${constructor}\n`, {}).map(({ code }) => code)).toContain('FB1014');
  });
});

test('all errors of a file come at once, in the order of its lines', () => {
  const text = 'foo: 1\nenv: flex\nresources: {cpu: 3}\nservice: A\nmanual_scaling: {}\nruntime: python\n';
  expect(errors(text).map(brief)).toEqual(['FB1006@1:1', 'FB1009@3:18', 'FB1008@4:10', 'FB1010@5:17']);
});

test('names of JavaScript are names like any other', () => {
  expect(errors(`${head}constructor: 1\n__proto__: 2\n`).map(({ code }) => code)).toEqual([
    'FB1006',
    'FB1006',
  ]);
  expect(Object.entries(config('env_variables: {__proto__: a, constructor: b}\n').env)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('brackets without end are an error, not a crash', () => {
  expect(errors(`a: ${'['.repeat(20_000)}`).map(({ code }) => code)).toEqual(['FB1016']);
});
