import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFolder, packageVersion } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { flexbuild } from '../support/command-line.ts';
import { ensureExampleBase } from '../support/example-base.ts';
import { startMachineWithoutNode, type MachineWithoutNode } from '../support/machine-without-node.ts';
import { makeRelease, type Released } from '../support/released.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';
import { runSteps, type Step } from '../support/workflow.ts';

// What is published for those who have no Node: the executable, on a machine without it, and flexbuild's own image.

const example = join(packageFolder(), 'examples/python-flask');
const image = 'flexbuild-test/released';
const scope = new AsyncDisposableStack();

let engine: Engine;
let base = '';
let released: Released;
let machine: MachineWithoutNode;
let folder = '';

beforeAll(async () => {
  engine = scope.use(await connectEngine({ env: process.env }));
  folder = scope.adopt(mkdtempSync(join(tmpdir(), 'fb-')), (made) => rmSync(made, { recursive: true }));
  base = await ensureExampleBase(engine);
  released = scope.use(makeRelease(engine));
  const executable = join(released.unpacked, 'flexbuild');
  machine = scope.use(startMachineWithoutNode({ image: base, executable, folder, engine }));
});
afterAll(() => scope.disposeAsync());

describe('what is published', () => {
  test('has its digest beside it', () => {
    const output = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: released.folder });
    expect(output.toString()).toBe(`flexbuild-linux-${released.architecture}.tar.gz: OK\n`);
  });

  test("has the licences of its own, of Node and of every package that it's made of", () => {
    const own = readFileSync(join(packageFolder(), 'LICENSE'), 'utf8');
    expect(readFileSync(join(released.unpacked, 'LICENSE'), 'utf8')).toBe(own);
    const notices = readFileSync(join(released.unpacked, 'THIRD-PARTY-NOTICES'), 'utf8');
    const { dependencies } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const titles = [...notices.matchAll(/^={80}\n(\S+).*\n={80}$/gm)].map(([, name]) => name);
    expect(titles).toEqual(expect.arrayContaining([...Object.keys(dependencies), 'ssh2', 'Node.js']));
  });
});

test("passes what release.yml asks of each machine's", () => {
  const workflow = parse(readFileSync(join(packageFolder(), '.github/workflows/release.yml'), 'utf8')) as {
    readonly jobs: { readonly try: { readonly steps: readonly Step[] } };
  };
  const cwd = join(folder, 'workflow');
  cpSync(released.folder, join(cwd, 'release'), { recursive: true });
  cpSync(example, join(cwd, 'examples/python-flask'), { recursive: true });
  const steps = workflow.jobs.try.steps.filter((step) => step.if === undefined);
  const env = { TARGET: `linux-${released.architecture}`, GITHUB_REF_NAME: `v${packageVersion()}` };
  const results = runSteps(steps, { cwd, env });
  expect(results).toMatchObject([{ status: 0 }, { status: 0 }]);
});

describe('the executable on a machine without Node', () => {
  test('starts, whatever there is for other programs of Node', () => {
    expect(machine.run('/', ['sh', '-c', 'command -v node']).status).not.toBe(0);
    const version = machine.run('/', ['flexbuild', '--version'], { NODE_OPTIONS: '--no-such-flag' });
    expect(version).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  });

  test('writes the files that the npm package writes', () => {
    const [here, there] = ['here', 'there'].map((name) => appIn(name));
    expect(flexbuild(['gen-config', '--custom', '-y'], { cwd: here ?? '' }).status).toBe(0);
    expect(machine.run(there ?? '', ['flexbuild', 'gen-config', '--custom', '-y']).status).toBe(0);
    expect(textsIn(there ?? '')).toEqual(textsIn(here ?? ''));
    expect(machine.run(there ?? '', ['flexbuild', 'check']).status).toBe(0);
  });

  test('makes an app.yaml and a workflow, and completes', () => {
    const app = appIn('new');
    rmSync(join(app, 'app.yaml'));
    const entrypoint = 'gunicorn -b :$PORT main:app';
    expect(machine.run(app, ['flexbuild', 'init', '--entrypoint', entrypoint]).status).toBe(0);
    expect(machine.run(app, ['flexbuild', 'init', '--ci', 'github']).status).toBe(0);
    expect(machine.run(app, ['flexbuild', 'plan']).stdout).toContain('python');
    expect(machine.run(app, ['flexbuild', 'completion', 'bash']).stdout).toContain('complete ');
  });

  test('examines the machine', () => {
    const { findings } = JSON.parse(
      machine.run(folder, ['flexbuild', 'doctor', '--format', 'json']).stdout,
    ) as {
      findings: readonly { readonly check: string; readonly state: string }[];
    };
    const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({ node: 'ok', engine: 'ok', api: 'ok' });
  });

  test('builds an app, runs it in the background, and ends it', async () => {
    const app = await webApp();
    const run = (...args: readonly string[]) => machine.run(app, ['flexbuild', ...args]);
    const built = run('build');
    expect(built.status, built.stderr).toBe(0);
    const started = run('run', '--detach', '--port', '0', '--instances', '1', '--workers', '2');
    expect(started.status, started.stderr).toBe(0);
    try {
      const { sessions } = JSON.parse(run('ps', '--format', 'json').stdout) as {
        sessions: readonly { readonly id: string; readonly url: string }[];
      };
      expect(sessions.map(({ id }) => id)).toEqual([started.stdout.trim()]);
      expect(await (await fetch(sessions[0]?.url ?? '')).text()).toBe('from one file\n');
      expect(run('logs').stdout).toContain('the app is there');
      expect(run('metadata', 'set', 'project/attributes/colour', 'blue').status).toBe(0);
    } finally {
      expect(run('down').status).toBe(0);
    }
    const tested = run('test', ...['user', 'memory', 'open-request'].flatMap((id) => ['--skip', id]));
    expect(tested.status, tested.stdout).toBe(0);
    docker('rmi', '--force', built.stdout.trim());
  });
});

describe("flexbuild's own image", () => {
  beforeAll(() => {
    const dockerfile = join(packageFolder(), 'build/image/Dockerfile');
    const values = [`BASE=${base}`, `TARGETARCH=${released.architecture}`];
    const flags = [
      ...values.flatMap((value) => ['--build-arg', value]),
      '--tag',
      image,
      '--file',
      dockerfile,
    ];
    docker('build', ...flags, released.folder);
  });
  afterAll(() => void docker('rmi', '--force', image));

  test('writes files for whoever starts it', () => {
    const app = appIn('mounted');
    execFileSync('chmod', ['-R', 'a+rwX', app]);
    const flags = ['--user', '4321:4321', '--volume', `${app}:/app`];
    inImage(flags, ['gen-config', '--custom', '-y']);
    expect(readdirSync(app)).toEqual(expect.arrayContaining(['Dockerfile', 'flexbuild.lock']));
    expect(inImage(flags, ['gen-config', '--custom', '--check'])).toBe('');
  });

  test('is nobody in particular, and reads what it is given', () => {
    expect(docker('inspect', '--format', '{{.Config.User}}', image)).toBe('65532:65532\n');
    expect(inImage(['--volume', `${example}:/app:ro`], ['check'])).toBe('app.yaml: no problems\n');
  });
});

function docker(...args: readonly string[]): string {
  const env = { ...process.env, DOCKER_BUILDKIT: '0' };
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
}

function inImage(flags: readonly string[], args: readonly string[]): string {
  return docker('run', '--rm', ...flags, image, ...args);
}

/** The example in a folder of its own, of which its name is part of nothing that is written. */
function appIn(parent: string): string {
  const app = join(folder, parent, 'app');
  cpSync(example, app, { recursive: true });
  return app;
}

/** An app that is built without any network. */
async function webApp(): Promise<string> {
  const tiny = await ensureTinyImage(engine);
  const app = join(folder, 'web');
  mkdirSync(join(app, 'www'), { recursive: true });
  writeFileSync(join(app, 'app.yaml'), 'runtime: custom\nenv: flex\n');
  writeFileSync(join(app, 'www/index.html'), 'from one file\n');
  const script = `echo the app is there; trap 'exit 0' TERM; httpd -f -p $PORT -h /www & wait`;
  const lines = [`FROM ${tiny}`, 'COPY www /www', `CMD ["sh", "-c", "${script}"]`];
  writeFileSync(join(app, 'Dockerfile'), `${lines.join('\n')}\n`);
  return app;
}

function textsIn(app: string): Readonly<Record<string, string>> {
  const files = readdirSync(app, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(app, name), 'utf8')]));
}
