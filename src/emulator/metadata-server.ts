import { startMetadataServer, type MetadataServer, type MetadataServerOptions } from '../metadata/index.ts';
import type { EmulatorMetadata } from './types.ts';

/** A metadata server with what an emulator's options say of it. */
export async function metadataServer(
  { tokens, project, ...given }: EmulatorMetadata,
  where: Pick<MetadataServerOptions, 'listen' | 'secret' | 'identify'>,
): Promise<MetadataServer> {
  const source = tokens === null ? {} : { tokens };
  return await startMetadataServer({ ...where, ...given, ...source, projectMetadata: project });
}
