/** One kind of load. */
export type Scenario = HttpScenario | WebSocketScenario;

interface Load {
  readonly name: string;
  readonly connections: number;
  /** How long it lasts. */
  readonly seconds: number;
  /** How many requests go before those that count: what compiles as it runs is not compiled yet. */
  readonly warmUp: number;
}

export interface HttpScenario extends Load {
  /** `http2`: over TLS, on every connection as many streams at once as there are. */
  readonly kind: 'http' | 'http2';
  /** Requests at once on every connection. */
  readonly streams: number;
  /** Bytes that the origin answers with. */
  readonly down: number;
  /** Bytes of the request's body; 0 sends GET. */
  readonly up: number;
}

export interface WebSocketScenario extends Load {
  readonly kind: 'websocket';
  readonly messageBytes: number;
}

const kib = 1024;
const mib = 1024 * 1024;
const small = { seconds: 3, warmUp: 15_000 } as const;
const large = { seconds: 3, warmUp: 1_000 } as const;
const http = { kind: 'http', streams: 1, up: 0, down: 0 } as const;
const http2 = { ...http, kind: 'http2', streams: 4 } as const;

export const scenarios: readonly Scenario[] = [
  { ...http, ...small, name: '1 KiB down, 64 connections', connections: 64, down: kib },
  { ...http, ...small, name: '1 KiB up, 64 connections', connections: 64, up: kib },
  { ...http, ...large, name: '1 MiB down, 16 connections', connections: 16, down: mib },
  { ...http, ...large, name: '1 MiB up, 16 connections', connections: 16, up: mib },
  { ...http, ...small, name: '1 KiB down, 1,000 connections', connections: 1000, seconds: 6, down: kib },
  { ...http2, ...small, name: 'HTTP/2, 1 KiB down, 16 connections of 4 streams', connections: 16, down: kib },
  { ...http2, ...large, name: 'HTTP/2, 1 MiB down, 4 connections of 4 streams', connections: 4, down: mib },
  { ...http2, ...large, name: 'HTTP/2, 1 MiB up, 4 connections of 4 streams', connections: 4, up: mib },
  {
    kind: 'websocket',
    ...small,
    name: 'WebSocket messages, 64 connections',
    connections: 64,
    messageBytes: 128,
  },
];
