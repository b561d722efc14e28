/** Apps in tests: `flexbuild/testing`. */
export { startFlexApp } from './start-flex-app.ts';
export type { Recorded } from './recorded.ts';
export type {
  AppTarget,
  FlexApp,
  FlexAppOptions,
  FlexMetadata,
  FlexService,
  Headers,
  HostChoice,
  LogLine,
  MetadataRequest,
  SecureFrontEnd,
  SeenRequest,
} from './types.ts';
export { FlexbuildError, type Diagnostic, type Notice } from '../index.ts';
