export { startMetadataServer } from './server.ts';
export type { MetadataServer, MetadataServerOptions, TokenRequest, TokenSource } from './types.ts';
