import { createChunkedDecoder, type ChunkedDecoder } from './chunked.ts';
import { parseResponseHead, type ParsedHead } from './response-head.ts';
import type { ResponseHead, UpstreamFailure, UpstreamRequest } from './types.ts';

/** The parts of a response in their order; `complete`, `failed` or `upgraded` comes last. */
export interface ResponseReaderEvents {
  informational(head: ResponseHead): void;
  head(head: ResponseHead): void;
  /** `chunk` is good for the time of the call. */
  data(chunk: Buffer): void;
  /** The response is whole. `rest` is what came behind it; `keepsAlive` that the connection can be used again. */
  complete(end: { readonly keepsAlive: boolean; readonly rest: Buffer }): void;
  failed(failure: UpstreamFailure): void;
  upgraded(upgrade: { readonly head: ResponseHead; readonly firstBytes: Buffer }): void;
}

/** Reads responses from the bytes of a connection, one after the other. */
export interface ResponseReader {
  /** The response to such a request comes next. Only at first, and after `complete`. */
  expect(request: Pick<UpstreamRequest, 'method' | 'upgrade'>): void;
  /** The caller may use `bytes` again for something else afterwards. */
  read(bytes: Buffer): void;
  /** The connection has ended: that completes a body without a length, and cuts every other short. */
  ended(options: { readonly orderly: boolean }): void;
}

interface ReaderOptions {
  readonly headBytes: number;
  readonly events: ResponseReaderEvents;
}

/** Many interim answers in a row are a server gone wrong. */
const informationalLimit = 100;
const nothing = Buffer.alloc(0);

/** A reader for one connection; `headBytes` limits each status line with its headers. */
export function createResponseReader({ headBytes, events }: ReaderOptions): ResponseReader {
  let state: 'head' | 'sized' | 'chunked' | 'until-close' | 'done' = 'done';
  let method = '';
  let upgrade = false;
  let pending: Buffer = nothing;
  let keepsAlive = false;
  let remaining = 0;
  let informationals = 0;
  let decoder: ChunkedDecoder | null = null;

  return {
    expect(request) {
      ({ method, upgrade } = request);
      state = 'head';
      informationals = 0;
    },
    read(bytes) {
      switch (state) {
        case 'head':
          readHead(bytes);
          break;
        case 'sized':
          readSized(bytes);
          break;
        case 'chunked':
          readChunked(bytes);
          break;
        case 'until-close':
          events.data(bytes);
          break;
        case 'done':
          break;
        default:
          state satisfies never;
      }
    },
    ended({ orderly }) {
      if (state === 'done') return;
      if (state === 'until-close' && orderly) complete(nothing);
      else if (state !== 'head') fail({ kind: 'truncated' });
      else if (pending.length === 0 && informationals === 0) fail({ kind: 'closed-early', again: false });
      else fail({ kind: 'malformed', detail: 'headers that end in the middle' });
    },
  };

  function readHead(bytes: Buffer): void {
    const searched = pending.length;
    const all = searched === 0 ? bytes : Buffer.concat([pending, bytes]);
    // The empty line may have begun in the last bytes of what came before.
    const end = endOfHead(all, Math.max(0, searched - 3));
    if ((end === null ? all.length : end.next) > headBytes) {
      fail({ kind: 'head-too-large' });
      return;
    }
    if (end === null) {
      pending = searched === 0 ? Buffer.from(bytes) : all;
      return;
    }
    pending = nothing;
    const head = parseResponseHead(all.toString('latin1', 0, end.text), method);
    if ('malformed' in head) {
      fail({ kind: 'malformed', detail: head.malformed });
      return;
    }
    const rest = end.next === all.length ? nothing : all.subarray(end.next);
    if (head.status < 200) {
      readInformational(head, rest);
      return;
    }
    beginBody(head, rest);
  }

  function readInformational(head: ParsedHead, rest: Buffer): void {
    if (head.status === 101) {
      if (!upgrade) {
        fail({ kind: 'malformed', detail: 'a 101 that nobody asked for' });
        return;
      }
      state = 'done';
      events.upgraded({ head, firstBytes: rest });
      return;
    }
    if (++informationals > informationalLimit) {
      fail({ kind: 'malformed', detail: `more than ${informationalLimit} interim answers` });
      return;
    }
    events.informational(head);
    if (rest.length > 0) readHead(rest);
  }

  function beginBody(head: ParsedHead, rest: Buffer): void {
    keepsAlive = head.keepsAlive;
    const { framing } = head;
    remaining = framing.kind === 'sized' ? framing.bytes : 0;
    decoder = framing.kind === 'chunked' ? createChunkedDecoder((chunk) => events.data(chunk)) : null;
    events.head(head);
    if (framing.kind === 'none' || (framing.kind === 'sized' && remaining === 0)) {
      complete(rest);
      return;
    }
    state = framing.kind;
    if (rest.length === 0) return;
    if (state === 'sized') readSized(rest);
    else if (state === 'chunked') readChunked(rest);
    else events.data(rest);
  }

  function readSized(bytes: Buffer): void {
    const body = bytes.length > remaining ? bytes.subarray(0, remaining) : bytes;
    remaining -= body.length;
    events.data(body);
    if (remaining === 0) complete(bytes.subarray(body.length));
  }

  function readChunked(bytes: Buffer): void {
    const end = decoder?.decode(bytes);
    if (typeof end === 'number') {
      complete(bytes.subarray(end));
      return;
    }
    if (end === 'malformed') fail({ kind: 'malformed', detail: 'a chunk without a valid size' });
  }

  function complete(rest: Buffer): void {
    state = 'done';
    events.complete({ keepsAlive, rest });
  }

  function fail(failure: UpstreamFailure): void {
    pending = nothing;
    state = 'done';
    events.failed(failure);
  }
}

/** Where the head's text ends and what follows its empty line begins. A lone LF ends a line too (RFC 9112 §2.2). */
function endOfHead(bytes: Buffer, from: number): { readonly text: number; readonly next: number } | null {
  let lineEnd = bytes.indexOf(0x0a, from);
  while (lineEnd !== -1) {
    const following = bytes[lineEnd + 1];
    if (following === 0x0a) return { text: lineEnd, next: lineEnd + 2 };
    if (following === 0x0d && bytes[lineEnd + 2] === 0x0a) return { text: lineEnd, next: lineEnd + 3 };
    lineEnd = bytes.indexOf(0x0a, lineEnd + 1);
  }
  return null;
}
