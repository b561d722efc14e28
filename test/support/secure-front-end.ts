import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '../../src/core/index.ts';
import {
  localAuthority,
  serverCertificates,
  type FrontEnd,
  type FrontEndOptions,
  type LocalAuthority,
  type ServerCertificates,
} from '../../src/frontend/index.ts';
import { startTestFrontEnd } from './http-peers.ts';

/** An authority in a folder of its own, and what it has signed. */
export interface TestAuthority extends AsyncDisposable {
  readonly folder: string;
  readonly authority: LocalAuthority;
  readonly certificates: ServerCertificates;
}

export async function testAuthority(): Promise<TestAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-authority-'));
  const now = new Date();
  const authority = await localAuthority({ folder, now, signal: new AbortController().signal });
  const certificates = await serverCertificates({ authority, hosts: ['*.uc.r.appspot.com'], now });
  return {
    folder,
    authority,
    certificates,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** A front end before one instance, plain and with TLS, each on a free port. */
export async function startSecureFrontEnd(
  address: Address,
  { certificates }: Pick<TestAuthority, 'certificates'>,
  options: Partial<FrontEndOptions> = {},
): Promise<FrontEnd & { readonly secure: NonNullable<FrontEnd['secure']> }> {
  const tls = { listen: { host: '127.0.0.1', port: 0 }, certificates };
  const frontEnd = await startTestFrontEnd(address, { tls, ...options });
  if (frontEnd.secure === null) throw new Error('there is no TLS');
  return { ...frontEnd, secure: frontEnd.secure };
}
