import { answer, type Call } from './call.ts';
import type { FailurePage } from './failure-page.ts';

/** Passes the request's body on to the instance, as fast as that takes it and no further than the limits go. */
export function passOnRequestBody(call: Call): void {
  const { request, response } = call.incoming;
  const { requestBodyBytes, requestBodyPauseMs } = call.context.limits;
  const pause = pauseTimer(requestBodyPauseMs, () => answer(call, silent(requestBodyPauseMs)));
  request.on('data', (chunk: Buffer) => {
    if (call.answered) return;
    pause.restart();
    call.requestBytes += chunk.length;
    if (call.requestBytes > requestBodyBytes) answer(call, tooLarge(requestBodyBytes));
    else if (call.upstream?.write(chunk) === false) {
      // It is the app now that keeps the client waiting.
      pause.stop();
      request.pause();
    }
  });
  request.on('end', () => {
    pause.stop();
    call.upstream?.end();
  });
  response.once('close', () => pause.stop());
}

/** What a body that is too large is answered with. */
export function tooLarge(limitBytes: number): FailurePage {
  return {
    status: 413,
    reason: `The request's body is larger than ${limitBytes} bytes, the most App Engine takes.`,
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
