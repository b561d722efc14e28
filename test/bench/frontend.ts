/**
 * What the front end costs beside nginx doing the same (1 KiB answers, 64 keep-alive connections, headers rewritten), and beside
 * node's own client. Needs `wrk`; compares with `nginx` where it is installed. CPU time is of the proxy alone, so that
 * what else the machine does matters less.
 *
 *     node test/bench/frontend.ts [ROUNDS]
 */
import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer as createHttpServer, request as httpRequest } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startFrontEnd } from '../../src/frontend/index.ts';

const seconds = 4;
const connections = 64;
const role = process.argv[2] ?? '';

if (role === 'instance') await serveInstance();
else if (role === 'flexbuild') await serveFlexbuild(Number(process.argv[3]));
else if (role === 'node-http') await serveNodeHttp(Number(process.argv[3]));
else await compare(Number(role || 3));

async function compare(rounds: number): Promise<void> {
  const instance = await startRole(['instance']);
  const proxies = [
    await startRole(['flexbuild', String(instance.port)]),
    await startRole(['node-http', String(instance.port)]),
  ];
  const nginx = await startNginx(instance.port);
  if (nginx === null) console.log('nginx is not installed: figures without a yardstick');
  else proxies.push(nginx);

  const results = new Map(proxies.map(({ name }) => [name, [] as Measured[]]));
  for (let round = 0; round < rounds; round++) {
    for (const proxy of proxies) results.get(proxy.name)?.push(await measure(proxy));
  }
  console.table(
    Object.fromEntries(
      [...results].map(([name, measured]) => [
        name,
        {
          'requests/s': Math.round(median(measured.map(({ perSecond }) => perSecond))),
          'µs CPU/request': Number(median(measured.map(({ cpuUs }) => cpuUs)).toFixed(1)),
          'p99 ms': Number(median(measured.map(({ p99Ms }) => p99Ms)).toFixed(1)),
          'RSS MB': Math.round(median(measured.map(({ rssMb }) => rssMb))),
        },
      ]),
    ),
  );
  for (const { stop } of [...proxies, instance]) stop();
}

interface Running {
  readonly name: string;
  readonly port: number;
  /** The process whose CPU time counts. */
  readonly pid: number;
  readonly stop: () => void;
}

interface Measured {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p99Ms: number;
  readonly rssMb: number;
}

async function measure({ port, pid }: Running): Promise<Measured> {
  const before = cpuUsOf(pid);
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    `http://127.0.0.1:${port}/a/path?with=a&query`,
  ];
  const { stdout } = await promisify(execFile)('wrk', args);
  if (stdout.includes('Non-2xx') || stdout.includes('Socket errors')) throw new Error(stdout);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const [, p99 = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  return {
    perSecond: requests / seconds,
    cpuUs: (cpuUsOf(pid) - before) / requests,
    p99Ms: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? NaN),
    rssMb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
  };
}

/** User and system time so far; a clock tick is 10 ms on Linux. */
function cpuUsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function startRole(args: readonly [string, ...string[]]): Promise<Running> {
  const child = fork(import.meta.filename, args);
  const [port] = (await once(child, 'message')) as [number];
  return { name: args[0], port, pid: child.pid ?? 0, stop: () => child.kill() };
}

async function startNginx(upstream: number): Promise<Running | null> {
  const folder = mkdtempSync(join(tmpdir(), 'flexbuild-bench-'));
  const port = 20_000 + (process.pid % 10_000);
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(port, upstream));
  const child: ChildProcess = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], {
    stdio: 'inherit',
  });
  const stop = (): void => {
    child.kill();
    rmSync(folder, { recursive: true });
  };
  const started = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ]);
  if (started) return { name: 'nginx', port, pid: child.pid ?? 0, stop };
  rmSync(folder, { recursive: true });
  return null;
}

function nginxConf(port: number, upstream: number): string {
  return `daemon off; master_process off; pid nginx.pid;
events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_requests 1000000000;
  upstream app { server 127.0.0.1:${upstream}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For "$proxy_add_x_forwarded_for, 169.254.1.1";
      proxy_set_header X-Forwarded-Proto http; proxy_set_header Forwarded 'for="$remote_addr";proto=http';
      proxy_set_header Via "1.1 google"; proxy_set_header X-Cloud-Trace-Context "$request_id/1"; proxy_set_header Traceparent "00-$request_id-0000000000000001-00";
      proxy_set_header X-Appengine-Country ZZ; proxy_set_header X-Appengine-Region ?; proxy_set_header X-Appengine-City ?;
      proxy_set_header X-Appengine-CityLatLong 0.000000,0.000000; proxy_set_header X-Appengine-Https off;
      proxy_set_header X-Appengine-User-Ip $remote_addr; proxy_set_header X-Appengine-Default-Version-Hostname a;
      proxy_set_header X-Appengine-Request-Log-Id $request_id; proxy_set_header X-Appengine-Timeout-Ms 3599999;
      add_header Via "1.1 google";
    }
  }
}
`;
}

/** Fixed bytes for every request head: as little work as an app can do. */
async function serveInstance(): Promise<void> {
  const answer = `HTTP/1.1 200 OK\r\nServer: app\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\n\r\n${'x'.repeat(1024)}`;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(answer, 'latin1'));
  });
  await announce(server);
}

async function serveFlexbuild(port: number): Promise<void> {
  const frontEnd = await startFrontEnd({
    listen: { host: '127.0.0.1', port: 0 },
    route: () => ({ kind: 'instance', address: { host: '127.0.0.1', port }, instance: 'i' }),
    defaultHostname: 'a',
  });
  process.send?.(frontEnd.address.port);
}

/** node:http in and out, with hardly a header changed: what the proxy libraries are built on. */
async function serveNodeHttp(port: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 128 });
  const server = createHttpServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const forwarded = { ...headers, 'x-forwarded-for': request.socket.remoteAddress, via: '1.1 google' };
    const out = httpRequest(
      { host: '127.0.0.1', port, agent, method, path: url, headers: forwarded },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    request.pipe(out);
  });
  await announce(server);
}

async function announce(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}
