import { failure, FlexbuildError, type DiagnosticCode } from '../core/index.ts';

/** What an engine's refusal looks like, and what is said of it. The first row that fits counts. */
interface Row {
  readonly status: number | null;
  readonly pattern: RegExp;
  readonly code: DiagnosticCode;
  readonly hint: string | null;
}

const rows: readonly Row[] = [
  {
    status: null,
    pattern: /no space left on device/i,
    code: 'FB3104',
    hint: "Free space on the engine's disk: `docker system df` shows what takes it, `docker system prune` frees it.",
  },
  {
    status: null,
    pattern: /address already in use|port is already allocated|Only one usage of each socket address/i,
    code: 'FB4006',
    hint: 'Stop what listens there, or take another port.',
  },
  {
    status: null,
    pattern: /non-overlapping IPv4 address pool|all predefined address pools have been fully subnetted/i,
    code: 'FB4012',
    hint: 'Remove networks nobody uses: `docker network prune`.',
  },
  {
    status: null,
    pattern:
      /executable file not found|exec:? .*(no such file or directory|permission denied)|exec format error/i,
    code: 'FB4008',
    hint: 'Check the entrypoint: its first word must be a program in the image, and executable.',
  },
  {
    status: 404,
    pattern: /no such image|image not known/i,
    code: 'FB4007',
    hint: 'Build or pull it first, or check its name with `docker images`.',
  },
  {
    status: 409,
    pattern:
      /is already in use by container|name .* already (exists|in use)|network with name .* already exists/i,
    code: 'FB4009',
    hint: 'Remove what has the name, or take another name.',
  },
];

/** System errors of a connection that was there before. */
const connectionLost = /^(ECONNREFUSED|ENOENT|ECONNRESET|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE)$/;

/**
 * Any error of the engine's client as a `FlexbuildError`; `doing` says what was asked for, as in "start the container".
 * Errors that are ours already pass through, and so do aborts: give the signal's reason first where one may have fired.
 */
export function mapEngineError(cause: unknown, doing: string): Error {
  if (cause instanceof FlexbuildError || isAbort(cause)) return cause;
  const { code, status, text } = engineErrorOf(cause);
  if (status === null && code !== null && connectionLost.test(code)) {
    return failure(
      {
        code: 'FB4005',
        message: `the connection to the engine was lost while flexbuild wanted to ${doing} (${code})`,
        hint: 'See whether the engine still runs: `docker version`.',
      },
      { cause },
    );
  }
  const row = rows.find(
    (known) => (known.status === null || known.status === status) && known.pattern.test(text),
  );
  return failure(
    {
      code: row?.code ?? 'FB4010',
      message: `the engine could not ${doing}: ${text}`,
      hint: row?.hint ?? null,
    },
    { cause },
  );
}

/** Whether the engine said that there is no such thing. */
export function isNotFound(cause: unknown): boolean {
  return engineErrorOf(cause).status === 404;
}

/** Whether the engine said that the thing's state does not allow it: not running, or being removed. */
export function isConflict(cause: unknown): boolean {
  return engineErrorOf(cause).status === 409;
}

/** The parts of a client's error that mean something; `text` is the engine's own sentence, on one line. */
export function engineErrorOf(cause: unknown): {
  readonly code: string | null;
  readonly status: number | null;
  readonly text: string;
} {
  if (typeof cause !== 'object' || cause === null) return { code: null, status: null, text: String(cause) };
  const { code, statusCode, json } = cause as Readonly<Record<string, unknown>>;
  return {
    code: typeof code === 'string' ? code : null,
    status: typeof statusCode === 'number' ? statusCode : null,
    text: sentenceOf(json) ?? withoutPrefix(messageIn(cause)),
  };
}

/** A host with several addresses fails with one error for each, and has no message of its own. */
function messageIn(cause: object): string {
  const { message, errors } = cause as Readonly<Record<string, unknown>>;
  if (typeof message === 'string' && message !== '') return message;
  const parts = Array.isArray(errors) ? errors.map((each) => engineErrorOf(each).text) : [];
  return parts.length > 0 ? parts.join(', ') : 'no reason given';
}

function isAbort(cause: unknown): cause is Error {
  return cause instanceof Error && (cause.name === 'AbortError' || cause.name === 'TimeoutError');
}

/** Null for streamed answers: the client has no JSON of them. */
function sentenceOf(json: unknown): string | null {
  if (typeof json !== 'object' || json === null) return null;
  const { message } = json as Readonly<Record<string, unknown>>;
  return typeof message === 'string' && message !== '' ? oneLine(message) : null;
}

/** dockerode puts `(HTTP code 404) no such container - ` in front. */
function withoutPrefix(message: string): string {
  return oneLine(message.replace(/^\(HTTP code \d+\) [^-]*- /, ''));
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, '; ');
}
