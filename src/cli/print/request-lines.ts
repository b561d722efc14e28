import { createColors } from 'picocolors';
import type { Notice } from '../../index.ts';
import { appLine, shortTrace } from './app-line.ts';

export type Paint = ReturnType<typeof createColors>;

type AppOutput = Extract<Notice, { readonly kind: 'app-output' }>;
type RequestNotice = Extract<Notice, { readonly kind: 'request' }>;

/** A request in one line; `-` stands for what the client's bytes did not tell. */
export function formatRequest({ record }: RequestNotice, paint: Paint): string {
  const { status, responseBytes, latencyMs, trace } = record;
  return paint.dim(
    `${nameOf(record)} ${status} ${responseBytes} B ${latencyMs.toFixed(0)} ms ${shortTrace(trace)}`,
  );
}

/** A line about a request bears the digits that the request's own line ends with; other lines stay as they are. */
export function formatAppOutput(notice: AppOutput, paint: Paint): string {
  const { trace, severity, text } = appLine(notice.line.text);
  if (trace === null) return `${writer(notice, paint)} ${notice.line.text}`;
  return [writer(notice, paint), paint.dim(shortTrace(trace)), severity ?? '', text]
    .filter(Boolean)
    .join(' ');
}

interface Look {
  readonly colour: boolean;
}

/** A line below the request that it is about, which says the digits. */
export function formatNested(notice: AppOutput, { colour }: Look): string {
  const { severity, text } = appLine(notice.line.text);
  return ['  ', writer(notice, createColors(colour)), ' ', severity ?? '', severity && ' ', text].join('');
}

/** Stands above lines that do not follow their request: it is still open, or they came late. */
export function formatHeading(
  { trace, request }: { readonly trace: string; readonly request: RequestNotice | null },
  { colour }: Look,
): string {
  const whose = request === null ? 'open request' : nameOf(request.record);
  return createColors(colour).dim(`${whose} ${shortTrace(trace)}:`);
}

/** The random end of an instance's name: enough to tell two of one version apart. */
export function instanceTail(instance: string): string {
  return instance.slice(instance.lastIndexOf('-') + 1);
}

function writer({ service, instance }: AppOutput, paint: Paint): string {
  return paint.cyan(`${service} ${instanceTail(instance)} |`);
}

function nameOf({ method, url }: RequestNotice['record']): string {
  return `${method || '-'} ${url || '-'}`;
}
