import {
  defaultAppSettings,
  type EmulatorOptions,
  type ServeSessionOptions,
} from '../../src/emulator/index.ts';
import { flexLimits, parsePlaces } from '../../src/frontend/index.ts';
import type { Host } from '../../src/hosts/index.ts';
import { planOf } from './plans.ts';

/** On a free port, with nothing of its own. */
export const anyFrontEnd: EmulatorOptions['frontEnd'] = {
  listen: { host: '127.0.0.1', port: 0 },
  tls: null,
  limits: flexLimits,
  places: parsePlaces([]),
  workers: 1,
};

/** One service on a free port, with nothing of its own, and `difference`. */
export function emulatorOptions(host: Host, difference: Partial<EmulatorOptions> = {}): EmulatorOptions {
  return {
    plans: [planOf()],
    dispatch: [],
    host,
    app: defaultAppSettings,
    frontEnd: anyFrontEnd,
    instances: null,
    healthChecks: true,
    env: {},
    metadata: { tokens: null, project: {}, faults: [] },
    now: new Date(),
    ...difference,
  };
}

/** A session in the foreground, with `difference`. */
export function sessionOptions(
  stateFolder: string,
  difference: Partial<ServeSessionOptions> = {},
): ServeSessionOptions {
  return { stateFolder, id: null, apps: ['.'], detached: false, now: new Date(), ...difference };
}
