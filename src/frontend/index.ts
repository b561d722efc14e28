export { accessLogEntry, type AccessLogEntry } from './access-log.ts';
export { flexLimits, parseLimits } from './limits.ts';
export { parsePlaces, type PlacedNetwork, type Places } from './places.ts';
export { startFrontEnd } from './server.ts';
export {
  createStatistics,
  type LatencyStatistics,
  type Statistics,
  type VersionStatistics,
} from './statistics.ts';
export {
  createTrustedSenders,
  cronSender,
  taskSender,
  type TaskAttempt,
  type TrustedSenders,
} from './trusted.ts';
export { localAuthority, type AuthorityRequest, type LocalAuthority } from './tls/authority.ts';
export { serverCertificates, type ServerCertificates } from './tls/server-certificates.ts';
export type { Credentials } from './tls/types.ts';
export { checkWorkerPorts } from './workers/ports.ts';
export { serveAsWorker, type RouterFrom } from './workers/serve-as-worker.ts';
export { startFrontEndWorkers } from './workers/start-workers.ts';
export type { FrontEndWorkers, WorkersOptions } from './workers/types.ts';
export type { TrustedSender } from './rules/facts.ts';
export type { HeaderField } from './rules/field.ts';
export type {
  Explanation,
  ForwardedRequest,
  FrontEnd,
  FrontEndLimits,
  FrontEndOptions,
  RequestHead,
  Route,
  Router,
  TlsOptions,
} from './types.ts';
