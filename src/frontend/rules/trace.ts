import type { RequestFacts } from './facts.ts';
import { firstValue, named, replace, type HeaderField } from './field.ts';
import type { RandomHex } from './random-hex.ts';

/** A position in a trace: 32 and 16 hex digits in lower case. */
interface TraceContext {
  readonly trace: string;
  readonly span: string;
  readonly sampled: boolean;
}

/**
 * Sees to it that the app gets both trace headers: a valid one of the client's is kept, one that is missing or invalid is made
 * from the other, and where there is neither a trace begins here (not sampled: nothing at the desk collects traces).
 * https://cloud.google.com/trace/docs/trace-context
 */
export function setTraceContext(fields: HeaderField[], { randomHex }: RequestFacts): void {
  const cloud = parseCloudTrace(firstValue(fields, cloudTraceKey), randomHex);
  const parent = parseTraceparent(firstValue(fields, 'traceparent'));
  const context = cloud ?? parent ?? newTrace(randomHex);
  if (cloud === null) replace(fields, cloudTraceContext(formatCloudTrace(context)));
  if (parent === null) replace(fields, traceparentField(formatTraceparent(context)));
}

/** The trace id of a head that has passed `setTraceContext`. */
export function traceIdOf(fields: readonly HeaderField[]): string {
  return (firstValue(fields, cloudTraceKey) ?? '').slice(0, 32).toLowerCase();
}

const cloudTraceContext = named('X-Cloud-Trace-Context');
const traceparentField = named('Traceparent');
const cloudTraceKey = 'x-cloud-trace-context';
const cloudTrace = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=(\d+))?$/i;
const traceparent = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

function parseCloudTrace(value: string | null, randomHex: RandomHex): TraceContext | null {
  if (value === null) return null;
  const [, trace, span, options] = cloudTrace.exec(value) ?? [];
  if (trace === undefined || trace === noTrace) return null;
  const spanHex = BigInt(span ?? 0)
    .toString(16)
    .padStart(16, '0');
  if (spanHex.length > 16) return null;
  return {
    trace: trace.toLowerCase(),
    // Tools write `TRACE/0` for "no span yet"; a traceparent may not say that.
    span: spanHex === noSpan ? newSpan(randomHex) : spanHex,
    sampled: (Number(options ?? 0) & 1) === 1,
  };
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function parseTraceparent(value: string | null): TraceContext | null {
  if (value === null) return null;
  const [, trace, span, flags] = traceparent.exec(value) ?? [];
  if (trace === undefined || span === undefined || trace === noTrace || span === noSpan) return null;
  return { trace, span, sampled: (parseInt(flags ?? '0', 16) & 1) === 1 };
}

/** `TRACE/SPAN`, the span as a decimal number. */
function formatCloudTrace({ trace, span, sampled }: TraceContext): string {
  const decimal = span.startsWith(smallSpan) ? parseInt(span, 16) : BigInt(`0x${span}`);
  return `${trace}/${decimal}${sampled ? ';o=1' : ''}`;
}

function formatTraceparent({ trace, span, sampled }: TraceContext): string {
  return `00-${trace}-${span}-${sampled ? '01' : '00'}`;
}

function newTrace(randomHex: RandomHex): TraceContext {
  return { trace: randomHex(32), span: newSpan(randomHex), sampled: false };
}

/** With three zeros in front a span is an exact number, and those are printed much quicker than a BigInt. */
const smallSpan = '000';

/** Never all zeros. */
function newSpan(randomHex: RandomHex): string {
  return `${smallSpan}${randomHex(12)}1`;
}
