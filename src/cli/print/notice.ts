import { createColors } from 'picocolors';
import type { Notice } from '../../index.ts';
import { formatAppOutput, formatRequest, instanceTail, type Paint } from './request-lines.ts';
import { formatCron } from './cron.ts';

/** A notice as a person reads it; null for one that is only of use to programs, or only when `verbose`. */
export function formatNotice(
  notice: Exclude<Notice, { readonly kind: 'diagnostic' }>,
  { colour, verbose }: { readonly colour: boolean; readonly verbose: boolean },
): string | null {
  const paint = createColors(colour);
  switch (notice.kind) {
    case 'runtime-detected':
      return `${notice.service}: ${notice.runtime} (${notice.reason})`;
    case 'file-written':
      return `Writing [${notice.path}] to [${notice.directory}].`;
    case 'file-kept':
      return `Not writing [${notice.path}], ${notice.reason}.`;
    case 'file-changed':
      return `Changed [${notice.path}]: ${notice.change}.`;
    case 'base-chosen':
      return verbose ? `base image ${notice.reference} (${notice.from})` : null;
    case 'base-progress':
      return `${notice.base}: ${notice.activity}${percent(notice.fraction)}`;
    case 'rebuild-reason':
      return `${notice.service}: building, because ${notice.reason}`;
    case 'build-step':
      return formatStep(notice, paint, verbose);
    case 'build-output':
      return verbose ? paint.dim(`   ${notice.line.text}`) : null;
    case 'image-built':
      return paint.green(
        `${notice.service}: built ${shortId(notice.image)} in ${seconds(notice.durationMs)}`,
      );
    case 'image-current':
      return `${notice.service}: ${shortId(notice.image)} is up to date`;
    case 'setting-not-passed-on':
      return verbose ? `not passed on to the build: ${notice.setting} (${notice.reason})` : null;
    case 'limit-clamped':
      return paint.yellow(
        `${notice.resource}: app.yaml asks for ${notice.asked}, this machine gives ${notice.given}`,
      );
    case 'instance-state':
      return paint.cyan(
        `${notice.service} ${instanceTail(notice.instance)}: ${notice.state}${suffix(notice.detail)}`,
      );
    case 'app-output':
      return formatAppOutput(notice, paint);
    case 'listening':
      return formatListening(notice, paint, verbose);
    case 'authority-made':
      return `made a certificate authority for HTTPS: ${notice.certificate}; \`flexbuild trust\` tells how to trust it`;
    case 'token-given': {
      const whose = notice.account === null ? 'from' : `of ${notice.account}, from`;
      return paint.yellow(`real ${notice.what} token ${whose} ${notice.from}, for ${notice.use}`);
    }
    case 'request':
      return formatRequest(notice, paint);
    case 'dispatch-followed': {
      const rules = `${String(notice.rules)} rule${notice.rules === 1 ? '' : 's'}`;
      return `requests go by ${notice.file} (${rules})${notice.found ? ', which lies beside the app' : ''}`;
    }
    case 'cron-due':
    case 'cron-attempt':
    case 'cron-skipped':
      return formatCron(notice, paint);
    case 'waiting':
      return `waiting for ${notice.what}`;
    case 'host-chosen':
      return `instances run as ${hostNames[notice.host]}: ${notice.reason}`;
    case 'swept':
      return `removed ${notice.what}, left behind by session ${notice.session}`;
    default:
      return notice satisfies never;
  }
}

const hostNames = { container: 'containers', process: 'plain processes' } as const;

function formatListening(
  { what, url }: Extract<Notice, { kind: 'listening' }>,
  paint: Paint,
  verbose: boolean,
): string | null {
  switch (what) {
    case 'front-end':
    case 'front-end-tls':
      return paint.bold(`${paint.green('ready:')} ${url}`);
    case 'metadata':
      return verbose ? `metadata server at ${url}` : null;
    default:
      return what satisfies never;
  }
}

function formatStep(
  { name, state, durationMs }: Extract<Notice, { kind: 'build-step' }>,
  paint: Paint,
  verbose: boolean,
): string | null {
  switch (state) {
    case 'started':
      return `=> ${oneLine(name)}`;
    case 'cached':
      return verbose ? paint.dim(`=> ${oneLine(name)} (cached)`) : null;
    case 'done':
      return durationMs !== null && durationMs >= 1000 ? paint.dim(`   ${seconds(durationMs)}`) : null;
    case 'failed':
      return paint.red(`=> failed: ${oneLine(name)}`);
    default:
      return state satisfies never;
  }
}

/** A step's instruction can be a screen full. */
function oneLine(text: string): string {
  const plain = text.replace(/\s+/g, ' ');
  return plain.length > 100 ? `${plain.slice(0, 99)}…` : plain;
}

function shortId(image: string): string {
  return image.replace(/^sha256:/, '').slice(0, 12);
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

function percent(fraction: number | null): string {
  return fraction === null ? '' : ` ${String(Math.round(fraction * 100))} %`;
}

function suffix(detail: string | null): string {
  return detail === null ? '' : ` (${detail})`;
}
