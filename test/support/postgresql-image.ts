import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBase, type DebianBase } from '../../src/bases/index.ts';
import { networkSettingsFrom } from '../../src/core/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { testJob } from './session.ts';
import { imageRequest } from './test-image.ts';

/** A real database, and what a program in Python needs to ask it. */
const withPostgresql: DebianBase = {
  kind: 'debian',
  suite: 'bookworm',
  packages: ['ca-certificates', 'netbase', 'postgresql', 'python3-psycopg2', 'tzdata'],
};

/** Images of Debian's packages, as bases are made. They stay on the engine for the next run. */
export interface PostgresqlImages {
  /** With Python and its client. */
  readonly base: string;
  /** The database, which takes POSTGRES_PASSWORD. */
  readonly server: string;
}

export async function ensurePostgresqlImages(engine: Engine): Promise<PostgresqlImages> {
  const job = testJob();
  const network = await networkSettingsFrom(process.env);
  const request = { bases: [withPostgresql], override: null, engine, network, platform: null } as const;
  const { reference: base } = await ensureBase(request, job);
  const server = 'flexbuild-test/postgresql:1';
  const files = { Dockerfile: await file('Dockerfile'), 'start.sh': await file('start.sh') };
  await engine.images.build({ ...imageRequest(files), tags: [server], buildArgs: { BASE: base } }, job);
  return { base, server };
}

function file(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, 'postgresql', name), 'utf8');
}
