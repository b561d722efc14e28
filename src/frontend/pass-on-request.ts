import { answer, type Call } from './call.ts';
import type { FailurePage } from './failure-page.ts';

/** Passes the request's body on to the instance as it comes, as fast as that takes it. */
export function passOnRequestBody(call: Call): void {
  readRequestBody(call, {
    take: (chunk) => call.upstream?.write(chunk) !== false,
    end: () => call.upstream?.end(),
  });
}

/**
 * Waits for the whole body, as nginx's `proxy_request_buffering` does. For bodies of unknown length it shows: the app is told
 * the length (uWSGI reads no other body), and sees nothing of one that turns out to be too large or broken.
 */
export function collectRequestBody(call: Call, done: (body: readonly Buffer[]) => void): void {
  const body: Buffer[] = [];
  readRequestBody(call, { take: (chunk) => body.push(chunk) > 0, end: () => done(body) });
}

interface BodyReader {
  /** False: no more until the request is resumed. */
  take(chunk: Buffer): boolean;
  end(): void;
}

/** Reads no further than the limits go; what is beyond is answered for, and `reader` hears no more. */
function readRequestBody(call: Call, reader: BodyReader): void {
  const { expectsContinue, request, response } = call.incoming;
  const { requestBodyBytes, requestBodyPauseMs } = call.context.limits;
  if (expectsContinue) response.writeContinue();
  const pause = pauseTimer(requestBodyPauseMs, () => answer(call, silent(requestBodyPauseMs)));
  request.on('data', (chunk: Buffer) => {
    if (call.answered) return;
    pause.restart();
    call.requestBytes += chunk.length;
    if (call.requestBytes > requestBodyBytes) answer(call, tooLarge(requestBodyBytes));
    else if (!reader.take(chunk)) {
      // It is the app now that keeps the client waiting.
      pause.stop();
      request.pause();
    }
  });
  request.on('end', () => {
    pause.stop();
    if (!call.answered) reader.end();
  });
  response.once('close', () => pause.stop());
}

/** What a body that is too large is answered with. */
export function tooLarge(limitBytes: number): FailurePage {
  return {
    status: 413,
    reason: `The request's body is larger than ${limitBytes} bytes, the most that it may be.`,
  };
}

/** nginx answers so after `client_body_timeout`. */
function silent(pauseMs: number): FailurePage {
  return { status: 408, reason: `Nothing more of the request's body came for ${pauseMs / 1000} s.` };
}

interface PauseTimer {
  restart(): void;
  stop(): void;
}

function pauseTimer(afterMs: number, ring: () => void): PauseTimer {
  if (afterMs === Infinity) return { restart: () => undefined, stop: () => undefined };
  let timer: NodeJS.Timeout | null = setTimeout(ring, afterMs);
  return {
    restart() {
      if (timer === null) timer = setTimeout(ring, afterMs);
      else timer.refresh();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
