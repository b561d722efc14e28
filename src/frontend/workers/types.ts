import type { CommandLine, Diagnostic } from '../../core/index.ts';
import type { FrontEnd, FrontEndOptions } from '../types.ts';

/** What several processes serve together; `Routing` is what their routers go by, as plain data. */
export interface WorkersOptions<Routing> extends Omit<FrontEndOptions, 'route' | 'recognise' | 'shared'> {
  readonly workers: number;
  /** The command line of one: a program that calls `serveAsWorker`, with a router for this `Routing`. */
  readonly program: CommandLine;
  readonly routing: Routing;
  /** Once for each that ends by itself; another one is started in its place. */
  onWorkerEnd(diagnostic: Diagnostic): void;
}

/** A front end of several processes. */
export interface FrontEndWorkers<Routing> extends FrontEnd {
  /** What routers go by from now on. */
  route(routing: Routing): void;
}
