import { homedir } from 'node:os';
import { join } from 'node:path';
import type { BaseEnvironment, BaseSettings } from './types.ts';

/** `settings` with a default for whatever is left out. */
export function completeSettings(settings: Partial<BaseSettings> = {}): BaseSettings {
  return {
    mirrors: [],
    acceptExpired: false,
    cacheFolder: join(homedir(), '.cache', 'flexbuild'),
    registryTimeoutMs: 3_000,
    ...settings,
  };
}

/** The platform that bases are for: the one asked for, else the engine's own. */
export function platformOf({ platform, engine }: Pick<BaseEnvironment, 'platform' | 'engine'>): string {
  return platform ?? engine.capabilities.platform;
}
