/** One kind of load; `seconds` of it are measured. */
export type Scenario = HttpScenario | WebSocketScenario;

export interface HttpScenario {
  /** `http2`: over TLS, on every connection as many streams at once as there are. */
  readonly kind: 'http' | 'http2';
  readonly name: string;
  readonly connections: number;
  /** Requests at once on every connection. */
  readonly streams: number;
  readonly seconds: number;
  /** Bytes that the origin answers with. */
  readonly down: number;
  /** Bytes of the request's body; 0 sends GET. */
  readonly up: number;
}

export interface WebSocketScenario {
  readonly kind: 'websocket';
  readonly name: string;
  readonly connections: number;
  readonly seconds: number;
  readonly messageBytes: number;
}

const kib = 1024;
const mib = 1024 * 1024;
const http = { kind: 'http', streams: 1, seconds: 3, up: 0, down: 0 } as const;
const http2 = { ...http, kind: 'http2', streams: 4 } as const;

export const scenarios: readonly Scenario[] = [
  { ...http, name: '1 KiB down, 64 connections', connections: 64, down: kib },
  { ...http, name: '1 KiB up, 64 connections', connections: 64, up: kib },
  { ...http, name: '1 MiB down, 16 connections', connections: 16, down: mib },
  { ...http, name: '1 MiB up, 16 connections', connections: 16, up: mib },
  { ...http, name: '1 KiB down, 1,000 connections', connections: 1000, down: kib },
  { ...http2, name: 'HTTP/2, 1 KiB down, 16 connections of 4 streams', connections: 16, down: kib },
  { ...http2, name: 'HTTP/2, 1 MiB down, 4 connections of 4 streams', connections: 4, down: mib },
  { ...http2, name: 'HTTP/2, 1 MiB up, 4 connections of 4 streams', connections: 4, up: mib },
  {
    kind: 'websocket',
    name: 'WebSocket messages, 64 connections',
    connections: 64,
    seconds: 3,
    messageBytes: 128,
  },
];
