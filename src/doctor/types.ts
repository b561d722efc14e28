import type { Address, NetworkSettings } from '../core/index.ts';
import type { Engine, RegistryAnswer } from '../engine/index.ts';
import type { FoundInterpreter } from '../hosts/index.ts';
import type { Interpreter } from '../plan/index.ts';
import type { Project } from '../project/index.ts';

/** What one check has found. */
export interface Finding extends Verdict {
  readonly check: string;
}

/** What a check says, in one line, and what to do about it where something is not as it should be. */
export interface Verdict {
  /** `warning`: it works, and not as on App Engine or not as well; `problem`: it does not. */
  readonly state: 'ok' | 'warning' | 'problem' | 'not-applicable';
  readonly message: string;
  readonly fix: string | null;
}

/** What somebody wants to do on this machine. */
export interface DoctorRequest {
  /** Null: no app, so nothing is asked about one. */
  readonly project: Project | null;
  /** Where its instances are to live; `auto`: in containers where an engine answers. */
  readonly host: 'auto' | 'container' | 'process';
  /** Which `run` would listen on. */
  readonly ports: readonly number[];
  /** For Debian packages; empty for the usual one. */
  readonly mirrors: readonly string[];
  readonly today: Date;
}

/** One line of the table of checks. */
export interface Check {
  readonly name: string;
  readonly look: (examination: Examination) => Promise<Verdict>;
}

/** What the checks of one examination share: each question is asked once, however many checks want its answer. */
export interface Examination {
  readonly request: DoctorRequest;
  readonly machine: Machine;
  readonly engine: () => Promise<EngineAnswer>;
  /** Where instances would live; null where neither is possible. */
  readonly host: () => Promise<'container' | 'process' | null>;
  readonly interpreter: () => Promise<InterpreterAnswer>;
  readonly registry: () => Promise<RegistryAnswer>;
  /** A base of the app, or of most apps, that the engine has already; null where it has none. */
  readonly base: () => Promise<string | null>;
  /** Why no base can be made of Debian packages; null where one can. */
  readonly debian: () => Promise<Trouble | null>;
  readonly network: () => Promise<NetworkSettings>;
  /** Ends shortly before the time of all checks does, so that each can still say what it waited for. */
  readonly signal: AbortSignal;
}

/** What does not work, and what would help. */
export interface Trouble {
  readonly message: string;
  readonly fix: string | null;
}

export type EngineAnswer =
  | { readonly kind: 'connected'; readonly engine: Engine }
  /** `run` does without one, unless somebody named it: then it has to answer. */
  | ({ readonly kind: 'none'; readonly isNamed: boolean } & Trouble);

export type InterpreterAnswer =
  | { readonly kind: 'found'; readonly interpreter: FoundInterpreter; readonly wanted: Interpreter }
  | ({ readonly kind: 'missing' } & Trouble)
  /** No app says which, or the app can only run as an image. */
  | { readonly kind: 'not-asked'; readonly reason: string };

/** The machine that is examined. Nothing here changes it. */
export interface Machine {
  readonly about: MachineFacts;
  /** Throws FB40xx. */
  engine(signal: AbortSignal): Promise<Engine>;
  /** See `debianObstacle`. */
  debianObstacle(engine: Engine, signal: AbortSignal): Promise<string | null>;
  /** For this user, in bytes; null where it cannot be told. */
  freeBytes(folder: string): Promise<number | null>;
  readonly network: NetworkProbes;
  readonly processes: ProcessProbes;
}

export interface MachineFacts {
  /** As container engines name it: `amd64`. */
  readonly architecture: string;
  readonly node: { readonly version: string; readonly architecture: string; readonly wanted: string };
  /** Where flexbuild keeps what it makes; the nearest folder that is there. */
  readonly cacheFolder: string;
}

export interface NetworkProbes {
  /** Throws FB3011 and FB3012. */
  settings(): Promise<NetworkSettings>;
  isFree(port: number): Promise<boolean>;
  /** Whether anything accepts a connection; nothing is sent. */
  connects(address: Address, signal: AbortSignal): Promise<boolean>;
  /** The status of an answer to HEAD, through the proxy where there is one. Rejects where none comes. */
  status(url: string, settings: NetworkSettings, signal: AbortSignal): Promise<number>;
}

export interface ProcessProbes {
  /** Throws FB5322. */
  interpreter(wanted: Interpreter): Promise<FoundInterpreter>;
  /** The path of a program; null where PATH does not have it. */
  program(name: string): Promise<string | null>;
  /** Why plain processes are not held to limits; null where they are. */
  limitsObstacle(): Promise<string | null>;
}
