export { ensureBase, type EnsureBaseRequest } from './ensure-base.ts';
export { findBase } from './find-base.ts';
export { debianObstacle } from './debian-obstacle.ts';
export { helperBases } from './helper.ts';
export { buildBase, listBases, removeBase, type BuildBaseRequest } from './manage.ts';
export type {
  BaseCandidate,
  BaseEnvironment,
  BaseImage,
  BaseSettings,
  DebianBase,
  ListedBase,
  RegistryBase,
  UnpackedBase,
} from './types.ts';
