import type { Address } from '../../core/index.ts';
import type { Explanation, FrontEnd, Statistics, TrustedSenders } from '../../frontend/index.ts';
import type { AppRouting } from '../router.ts';
import type { EmulatorOptions } from '../types.ts';

/** What an app's front end goes by. */
export interface AppFrontEndRequest {
  readonly options: EmulatorOptions;
  readonly routing: () => AppRouting;
  readonly explain: (instance: string) => Explanation | null;
  readonly trusted: TrustedSenders;
  readonly statistics: Statistics;
}

/** The front end of a running app. */
export interface AppFrontEnd extends FrontEnd {
  /** Where App Engine's own senders bring their requests. */
  readonly senders: Address;
  /** Has to be told whenever one is in another state than before. */
  instancesChanged(): void;
}
