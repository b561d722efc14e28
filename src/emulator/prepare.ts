import { randomBytes } from 'node:crypto';
import type { Job } from '../core/index.ts';
import type { Prepared } from '../hosts/index.ts';
import { metadataServer } from './metadata-server.ts';
import { together } from './together.ts';
import type { EmulatorOptions, MetadataValues } from './types.ts';

interface PrepareRequest {
  readonly options: Pick<EmulatorOptions, 'plans' | 'host' | 'metadata'>;
  /** Gets the metadata server. */
  readonly made: AsyncDisposableStack;
}

/** The metadata server and the images, at the same time: neither needs the other, and instances need both. */
export async function prepare(
  { options, made }: PrepareRequest,
  job: Job,
): Promise<{ readonly metadata: MetadataValues; readonly prepared: readonly Prepared[] }> {
  const { plans, host } = options;
  const secret = randomBytes(24).toString('base64url');
  const listen = host.metadataListenAddress();
  const identify = (caller: string) => host.identify(caller);
  const metadata = made.use(await metadataServer(options.metadata, { listen, secret, identify }));
  const prepared = await together<Prepared | null>(job, [
    (shared) => host.connectMetadata({ address: metadata.address, secret }, shared).then(() => null),
    ...plans.map((plan) => (shared: Job) => host.prepare(plan, shared)),
  ]);
  return { metadata, prepared: prepared.filter((one) => one !== null) };
}
