import type { Address, Job } from '../core/index.ts';
import { localAuthority, serverCertificates, type TlsOptions } from '../frontend/index.ts';
import { domainOf } from './host-names.ts';
import type { AppSettings } from './types.ts';

/** HTTPS beside the plain front end. */
export interface HttpsSettings {
  /** Port 0 takes a free one. */
  readonly listen: Address;
  /** Where the user's own certificate authority is kept, and made where there is none. */
  readonly authorityFolder: string;
}

interface HttpsRequest {
  readonly https: HttpsSettings;
  readonly app: AppSettings;
  readonly now: Date;
}

/** Certificates for this machine and for the app's host names, signed by the user's authority. Throws FB5030. */
export async function openHttps({ https, app, now }: HttpsRequest, job: Job): Promise<TlsOptions> {
  const { listen, authorityFolder: folder } = https;
  const authority = await localAuthority({ folder, now, signal: job.signal });
  if (authority.made) job.notify({ kind: 'authority-made', certificate: authority.certificateFile });
  const certificates = await serverCertificates({ authority, hosts: [`*.${domainOf(app)}`], now });
  return { listen, certificates };
}
