import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wheel } from './wheel.ts';

/** A package index over TLS, with a certificate authority that nobody else knows. */
export interface PipIndex extends AsyncDisposable {
  /** `https://USER:PASSWORD@HOST:PORT/private/simple/`: asks for the password. */
  readonly privateUrl: string;
  /** Asks for none. */
  readonly openUrl: string;
  readonly caPem: string;
  readonly password: string;
}

/** What `import flexbuild_probe` finds, by the index that served it. */
export const markers = { private: 'from the private index', open: 'from the open index' };

/** Serves `flexbuild-probe` at `host`, where the caller's containers reach this machine; listens on `listenHost` alone. */
export async function startPipIndex({
  host,
  listenHost,
}: {
  host: string;
  listenHost: string;
}): Promise<PipIndex> {
  const { key, cert, caPem } = certificates(host);
  const password = 'hunter2-of-the-index';
  const authorization = `Basic ${Buffer.from(`ci:${password}`).toString('base64')}`;
  const server = createServer({ key, cert }, (request, response) => {
    const [, index = '', file = ''] = /^\/(private|open)\/(.*)$/.exec(request.url ?? '') ?? [];
    if (index === 'private' && request.headers.authorization !== authorization) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="index"' }).end();
    } else if (file === 'simple/flexbuild-probe/') {
      response
        .setHeader('Content-Type', 'text/html')
        .end(`<a href="/${index}/${wheelName}">${wheelName}</a>`);
    } else if (file === wheelName) {
      const text = `text = ${JSON.stringify(index === 'private' ? markers.private : markers.open)}\n`;
      response.end(wheel({ name: 'flexbuild_probe', version: '1.0', text }));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, listenHost, resolve);
  });
  const at = `${host}:${(server.address() as AddressInfo).port}`;
  return {
    privateUrl: `https://ci:${password}@${at}/private/simple/`,
    openUrl: `https://${at}/open/simple/`,
    caPem,
    password,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const wheelName = 'flexbuild_probe-1.0-py3-none-any.whl';

function certificates(host: string): { readonly key: string; readonly cert: string; readonly caPem: string } {
  const folder = mkdtempSync(join(tmpdir(), 'flexbuild-ca-'));
  const openssl = (command: string): void =>
    void execFileSync('openssl', command.split(' '), { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  try {
    const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
    openssl(`req -x509 ${newKey} -keyout ca.key -out ca.pem -days 2 -subj /O=Flexbuild/CN=Test.Authority`);
    openssl(`req ${newKey} -keyout leaf.key -out leaf.csr -subj /CN=index`);
    const name = /^[\d.]+$/.test(host) ? `IP:${host}` : `DNS:${host}`;
    writeFileSync(join(folder, 'leaf.ext'), `subjectAltName=${name}\n`);
    openssl(
      'x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile leaf.ext -out leaf.pem',
    );
    return { key: read('leaf.key'), cert: read('leaf.pem'), caPem: read('ca.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
