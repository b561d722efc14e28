export { openCredentials, type OpenCredentials } from './credentials/open.ts';
export {
  googleEndpoints,
  type CredentialsChoice,
  type CredentialsSettings,
  type GoogleEndpoints,
} from './credentials/types.ts';
export { startMetadataServer } from './server.ts';
export type {
  IdentityTokenRequest,
  MetadataServer,
  MetadataServerOptions,
  TokenRequest,
  TokenSource,
} from './types.ts';
