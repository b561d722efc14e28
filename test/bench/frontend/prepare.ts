import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { testAuthority } from '../../support/secure-front-end.ts';
import type { Scenario } from './scenarios.ts';

/** Where a program listens, and what it stands before. */
export interface Places {
  readonly folder: string;
  readonly port: number;
  readonly securePort: number;
  /** The port of what it passes requests on to. */
  readonly behind: number;
  /** A file with a certificate and its key. */
  readonly certificate: string;
}

const here = import.meta.dirname;

/** What the origin answers with. */
export async function writeFiles(folder: string, scenarios: readonly Scenario[]): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true });
  for (const scenario of scenarios) {
    if (scenario.kind === 'websocket' || scenario.down === 0) continue;
    await writeFile(join(folder, 'files', String(scenario.down)), 'x'.repeat(scenario.down));
  }
}

/** One for 127.0.0.1, as the front end makes them: everybody's handshakes cost the same. */
export async function writeCertificate(folder: string): Promise<string> {
  await using authority = await testAuthority();
  const { certificate, key } = authority.certificates.standard;
  const file = join(folder, 'certificate.pem');
  await writeFile(file, `${certificate}\n${key}`);
  return file;
}

/** Fills the places into a configuration of this folder. */
export async function configure(name: string, places: Places): Promise<string> {
  const { folder, port, securePort, behind, certificate } = places;
  const values: Readonly<Record<string, number | string>> = {
    PORT: port,
    SECURE_PORT: securePort,
    BEHIND: behind,
    CERTIFICATE: certificate,
  };
  const text = await readFile(join(here, name), 'utf8');
  const file = join(folder, name);
  await writeFile(
    file,
    text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(values[key])),
  );
  return file;
}

/** As users get it: node's own way with TypeScript takes memory that has nothing to do with requests. */
export async function compile(folder: string, program: string): Promise<string> {
  await build({
    entryPoints: [join(here, program)],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    // Packages in CommonJS ask for it.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  return join(folder, basename(program, '.ts') + '.mjs');
}
