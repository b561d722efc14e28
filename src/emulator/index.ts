export { startApp, type AppOptions } from './app.ts';
export type { AppHost } from './app-host.ts';
export { startEmulator } from './emulator.ts';
export { defaultAppSettings } from './identity.ts';
export { usualMetadata, type MetadataSettings } from './metadata-settings.ts';
export type {
  AppSettings,
  EmulatorOptions,
  EmulatorState,
  InstanceStatus,
  RunningEmulator,
  StoppedInstance,
} from './types.ts';
export { listSessions, openSession, type SessionHandle } from './session/client.ts';
export { startDetached, type DetachedOptions } from './session/detached.ts';
export { newSessionId, serveSession, type ServedSession, type ServeSessionOptions } from './session/serve.ts';
export type { SessionPhase, SessionRecord, SessionState } from './session/types.ts';
