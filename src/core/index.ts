export { formatAddress, type Address } from './address.ts';
export { codeOf, messageOf } from './causes.ts';
export { closest } from './closest.ts';
export { codes, faultOf, type DiagnosticCode, type Fault } from './codes.ts';
export { codeExampleOf, type CodeExample, type Sample } from './code-examples/index.ts';
export { deploymentOf, type Deployment, type DeploymentSettings } from './deployment.ts';
export { error, warning, type Diagnostic } from './diagnostics.ts';
export { canonicalJson, digestOf, sha256 } from './digest.ts';
export type { Environment } from './environment.ts';
export { failure, FlexbuildError, throwErrorsAmong } from './errors.ts';
export type { Exit } from './exit.ts';
export type { InstanceIdentity } from './identity.ts';
export { labels, type Labels } from './labels.ts';
export type { CaBundle } from './ca-bundle.ts';
export {
  directNetwork,
  networkSettingsFrom,
  proxyVariables,
  type NetworkSettings,
  type SettingNotPassedOn,
} from './network-settings.ts';
export { lineSplitter, type LineSplitter } from './lines.ts';
export { listenOn } from './listen.ts';
export { holdLock } from './lock.ts';
export type { MachineFiles } from './machine-files.ts';
export type { PipSettings } from './pip-settings.ts';
export { byCodeUnits, sortedByKey } from './order.ts';
export { hidePasswords, redactUrl } from './redact-url.ts';
export type { InstanceState, Job, Notice, OutputLine, RequestRecord } from './notices.ts';
export { inCheckout, packageFile, packageFolder } from './package-files.ts';
export { otherProgram, ownProgram, type CommandLine } from './own-process.ts';
export { packageVersion, wantedNode } from './own-manifest.ts';
export { restartPauses, type RestartPauses } from './restart-pauses.ts';
export { shellWord } from './shell-word.ts';
export { userFolders, type UserFolders } from './user-folders.ts';
export { signalGroup } from './signal-group.ts';
export { keepHeapSmall } from './small-heap.ts';
export { spanAt, spansIn, type Position, type Span } from './span.ts';
