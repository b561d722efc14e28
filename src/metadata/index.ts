/** The metadata server, which is a library by itself: `flexbuild/metadata`. */
export { openCredentials, type OpenCredentials } from './credentials/open.ts';
export {
  googleEndpoints,
  type CredentialsChoice,
  type CredentialsSettings,
  type GoogleEndpoints,
} from './credentials/types.ts';
export { metadataFaults, type MetadataFault } from './faults.ts';
export { startMetadataServer } from './server.ts';
export type {
  AccessToken,
  AnsweredRequest,
  IdentityToken,
  IdentityTokenRequest,
  JsonWebKeySet,
  MetadataLimits,
  MetadataServer,
  MetadataServerOptions,
  TokenRequest,
  TokenSource,
} from './types.ts';
export {
  deploymentOf,
  directNetwork,
  FlexbuildError,
  networkSettingsFrom,
  type Deployment,
  type DeploymentSettings,
  type InstanceIdentity,
} from '../core/index.ts';
