export { startApp, type AppOptions } from './app.ts';
export type { AppHost, ContainerAppHost } from './app-host.ts';
export { openBerth, type AppBerth, type BerthOptions } from './berth.ts';
export { chooseHost, connectEngineIfAny, type ChosenHost, type HostChoice } from './choose-host.ts';
export { startEmulator } from './emulator.ts';
export type { HttpsSettings } from './https.ts';
export { cronRequest } from './cron/run-job.ts';
export { runSessionJobs } from './cron/run-session-jobs.ts';
export { trustedFailure } from './trusted-failure.ts';
export type { TrustedAnswer, TrustedRequest } from './send-trusted.ts';
export { defaultAppSettings, deploymentSettings } from './identity.ts';
export { untilReady, type StartedInstance } from './start-instance.ts';
export { startMetadataAlone, type MetadataAloneOptions } from './metadata-alone.ts';
export { usualMetadata, type MetadataSettings } from './metadata-settings.ts';
export type {
  AppSettings,
  EmulatorMetadata,
  EmulatorOptions,
  EmulatorState,
  InstanceStatus,
  MetadataValues,
  RunningEmulator,
  StoppedInstance,
} from './types.ts';
export { listSessions, openSession, type SessionHandle } from './session/client.ts';
export { startDetached, type DetachedOptions } from './session/detached.ts';
export { newSessionId, serveSession, type ServedSession, type ServeSessionOptions } from './session/serve.ts';
export type { MetadataRequest } from './session/metadata-request.ts';
export type { SessionPhase, SessionRecord, SessionState } from './session/types.ts';
