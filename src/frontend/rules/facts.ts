/** What rules know of a request beside its headers. */
export interface RequestFacts {
  readonly clientAddress: string;
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly defaultHostname: string;
  readonly requestTimeoutMs: number;
}
