import { randomBytes } from 'node:crypto';
import type { TrustedSender } from './rules/facts.ts';
import { field, firstValue, type HeaderField } from './rules/field.ts';

/** Tells the requests of App Engine's own senders from everybody else's. */
export interface TrustedSenders {
  /** A header for one request, which is then taken for `sender`'s; it holds once and nobody can guess it. */
  ticketFor(sender: TrustedSender): HeaderField;
  /** Whose ticket a request brings; for `FrontEndOptions.recognise`. */
  recognise(fields: readonly HeaderField[]): TrustedSender | null;
}

/** Outsiders may send it too: without a ticket it means nothing, and by its prefix no app ever sees it. */
const header = 'X-Google-Flexbuild-Ticket';

export function createTrustedSenders(): TrustedSenders {
  const senders = new Map<string, TrustedSender>();
  return {
    ticketFor(sender) {
      const ticket = randomBytes(24).toString('base64url');
      senders.set(ticket, sender);
      return field(header, ticket);
    },
    recognise(fields) {
      // All requests come by here, and hardly any of them while a ticket is out.
      if (senders.size === 0) return null;
      const ticket = firstValue(fields, header.toLowerCase());
      const sender = ticket === null ? undefined : senders.get(ticket);
      if (ticket === null || sender === undefined) return null;
      senders.delete(ticket);
      return sender;
    },
  };
}

/** Where requests of App Engine's own come from. */
const clientAddress = '0.1.0.2';

/** https://cloud.google.com/appengine/docs/flexible/scheduling-jobs-with-cron-yaml */
export const cronSender: TrustedSender = {
  clientAddress,
  headers: [field('X-Appengine-Cron', 'true')],
};

/** One attempt at a task. */
export interface TaskAttempt {
  readonly queue: string;
  readonly name: string;
  /** Attempts before this one. */
  readonly retries: number;
  /** When it was to run, in seconds since 1970. */
  readonly etaSec: number;
}

/** https://cloud.google.com/tasks/docs/creating-appengine-handlers#reading-headers */
export function taskSender({ queue, name, retries, etaSec }: TaskAttempt): TrustedSender {
  return {
    clientAddress,
    headers: [
      field('X-AppEngine-QueueName', queue),
      field('X-AppEngine-TaskName', name),
      field('X-AppEngine-TaskRetryCount', String(retries)),
      field('X-AppEngine-TaskExecutionCount', String(retries)),
      field('X-AppEngine-TaskETA', String(etaSec)),
    ],
  };
}
