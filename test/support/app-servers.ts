import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Address } from '../../src/core/index.ts';

const apps = join(import.meta.dirname, 'app-servers');

/** Commands of servers as their users start them, by name; `venv` has those that are written in Python. */
export const appServers = {
  'gunicorn, one worker': ({ venv, port }: Started) => [
    join(venv, 'bin/gunicorn'),
    ...['--bind', `127.0.0.1:${port}`, '--chdir', apps, 'main:app'],
  ],
  'gunicorn, threads': ({ venv, port }: Started) => [
    join(venv, 'bin/gunicorn'),
    ...['--bind', `127.0.0.1:${port}`, '--chdir', apps, '--threads', '4', '--keep-alive', '5', 'main:app'],
  ],
  uWSGI: ({ venv, port }: Started) => [
    join(venv, 'bin/uwsgi'),
    ...[
      '--http-socket',
      `127.0.0.1:${port}`,
      '--chdir',
      apps,
      '--module',
      'main:app',
      '--master',
      '--need-app',
    ],
    ...['--die-on-term', '--http-keepalive'],
  ],
  Node: () => [process.execPath, join(apps, 'server.ts')],
} as const satisfies Record<string, (started: Started) => readonly [string, ...string[]]>;

interface Started {
  readonly venv: string;
  readonly port: number;
}

/** A virtual environment in `folder` with the newest gunicorn and uWSGI, from the index that pip is set up with. */
export async function installPythonServers(folder: string): Promise<string> {
  const run = promisify(execFile);
  await run('python3', ['-m', 'venv', folder]);
  // uWSGI as wheels, so that no compiler is needed.
  await run(join(folder, 'bin/pip'), ['install', '--quiet', 'gunicorn', 'pyuwsgi']);
  return folder;
}

/** A running server; disposing ends it. */
export interface AppServer extends AsyncDisposable {
  readonly address: Address;
}

/** Starts a server on a free port, and waits until it takes connections. */
export async function startAppServer(name: keyof typeof appServers, venv: string): Promise<AppServer> {
  const address = { host: '127.0.0.1', port: await freePort() };
  const [file, ...args] = appServers[name]({ venv, port: address.port });
  const env = { ...process.env, PORT: String(address.port) };
  const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += String(bytes)));
  while (!(await accepts(address))) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${errors}`);
  }
  return {
    address,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(address: Address): Promise<boolean> {
  const socket = connect(address);
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}
