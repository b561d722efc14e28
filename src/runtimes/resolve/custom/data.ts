import type { Runtime } from '../../types.ts';

/** What runtimes/custom/runtime.yaml says beyond what every runtime's says; a test holds the file against it. */
export interface CustomData {
  readonly servers: readonly Server[];
  /** Commands that run another one, which follows them; `*` stands for any one word. */
  readonly wrappers: readonly string[];
  /** Servers that pass requests on: what stands beside one of them may listen wherever it likes. */
  readonly proxies: readonly string[];
}

/** A server, and what tells it where to listen. */
export interface Server {
  /** The words that its command begins with: `flask run`. */
  readonly command: string;
  /** `HOST:PORT` in one. */
  readonly address?: ServerSetting;
  readonly host?: ServerSetting;
  readonly port?: ServerSetting;
  /** Options and variables that say it in a way that cannot be followed here: a file, a socket. */
  readonly unlessSet?: readonly string[];
}

export interface ServerSetting {
  /** Options with that value, the one that hints name first. */
  readonly options?: readonly [string, ...string[]];
  /** The first word that is no option. */
  readonly positional?: boolean;
  readonly variable?: string;
  /** Without it, the server listens as App Engine wants it. */
  readonly default?: string;
}

/** The custom runtime's own part of its runtime.yaml. */
export function customData(runtime: Runtime): CustomData {
  return runtime.data as unknown as CustomData;
}
