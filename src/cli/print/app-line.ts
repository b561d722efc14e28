import type { Notice } from '../../index.ts';

/** A line that an app wrote, as Cloud Logging would take it apart. */
export interface AppLine {
  /** What a person reads: the message of a structured line, and any other line as it is. */
  readonly text: string;
  readonly severity: string | null;
  /** 32 hex digits. */
  readonly trace: string | null;
}

/** Reads a line of JSON by the names that Cloud Logging gives a meaning to; everything else is text. */
export function appLine(text: string): AppLine {
  const plain: AppLine = { text, severity: null, trace: null };
  if (!text.startsWith('{')) return plain;
  const fields = jsonObject(text);
  const message = fields?.['message'];
  if (!fields || typeof message !== 'string') return plain;
  const { severity } = fields;
  return {
    text: message,
    severity: typeof severity === 'string' ? severity.toUpperCase() : null,
    trace: traceIn(fields['logging.googleapis.com/trace']),
  };
}

/** The trace of a request, or of a line that the app wrote about it; null for everything else. */
export function traceOf(notice: Notice): string | null {
  if (notice.kind === 'request') return notice.record.trace;
  return notice.kind === 'app-output' ? appLine(notice.line.text).trace : null;
}

/** Enough digits to tell the requests of an hour apart. */
export function shortTrace(trace: string): string {
  return trace.slice(0, 8);
}

/** `projects/PROJECT/traces/TRACE`, or the trace alone. */
function traceIn(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return /^(?:projects\/[^/]+\/traces\/)?([0-9a-f]{32})$/i.exec(value)?.[1]?.toLowerCase() ?? null;
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
