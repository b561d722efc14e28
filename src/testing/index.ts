/** Apps in tests: `flexbuild/testing`. */
export { startFlexApp } from './start-flex-app.ts';
export type { Recorded } from './recorded.ts';
export type {
  AppTarget,
  FlexApp,
  FlexAppOptions,
  FlexHost,
  FlexMetadata,
  FlexService,
  HeaderValues,
  LogLine,
  SecureFrontEnd,
  SeenMetadataRequest,
  SeenRequest,
} from './types.ts';
export { FlexbuildError, type Diagnostic, type Notice } from '../index.ts';
