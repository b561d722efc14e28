export { buildFailureOf, type BuildFailure } from './build-failure.ts';
export { connectEngine } from './connect.ts';
export { outputLines } from './demultiplex.ts';
export type { BuildFiles } from './file-sync.ts';
export { tmpfsOptions } from './tmpfs.ts';
export type {
  BuildRequest,
  Container,
  Containers,
  ContainerFile,
  ContainerSpec,
  ContainerSummary,
  Engine,
  EngineCapabilities,
  FileChange,
  ImageDetails,
  Images,
  NetworkAttachment,
  Networks,
  NetworkSummary,
  Registries,
  RegistryAnswer,
} from './types.ts';
