import { randomInt } from 'node:crypto';
import { failure, type TrustedRequest } from '../../index.ts';
import type { Call, Command } from '../command.ts';
import { readNamedFile } from '../named-file.ts';
import { openSessionNamed } from '../sessions.ts';
import { sendAndReport } from '../trusted.ts';

export const task: Command = {
  name: 'task',
  summary: 'Send the app a task, as a queue of App Engine would',
  arguments: [
    { usage: '[url]', help: "path and query of the handler; default: /_ah/queue/ and the queue's name" },
  ],
  flags: ['queue', 'data', 'header', 'method', 'name', 'retryCount', 'service', 'session'],
  examples: [
    'flexbuild task /work --queue mail --data \'{"to": "me"}\' --header "Content-Type: application/json"',
    'flexbuild task /work --queue mail --data @job.json --retry-count 3',
  ],
  async run(call) {
    const session = await openSessionNamed(call);
    await sendAndReport(call, { session, request: taskRequest(call) });
    return 0;
  },
};

/** Throws FB6031 for a header that tasks cannot have, FB6005 for a body that cannot be read. */
export function taskRequest({ args, options }: Pick<Call, 'args' | 'options'>): TrustedRequest {
  const { queue, method, name, retryCount: retries, service, header, data } = options;
  const etaSec = Math.floor(Date.now() / 1000);
  return {
    sender: { kind: 'task', queue, name: name ?? taskName(), retries, etaSec },
    method,
    url: args[0] ?? `/_ah/queue/${queue}`,
    service,
    headers: header.map(parseHeader),
    body: data?.startsWith('@') === true ? readNamedFile('--data', data.slice(1)) : data,
  };
}

/** As Cloud Tasks names what has no name: digits. */
function taskName(): string {
  return Array.from({ length: 20 }, (_, place) => String(randomInt(place === 0 ? 1 : 0, 10))).join('');
}

/** Names that Cloud Tasks sets itself, and takes from no one. */
const notForTasks = /^(?:host|content-length|x-google-.*|x-appengine-.*)$/i;

function parseHeader(text: string): readonly [string, string] {
  const [, name, value = ''] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)$/.exec(text) ?? [];
  if (name !== undefined && !notForTasks.test(name)) return [name, value];
  throw failure({
    code: 'FB6031',
    message: name === undefined ? `"${text}" is no header` : `a task cannot set the header ${name}`,
    hint: 'Write NAME: VALUE, with a name that is neither Host, Content-Length nor one of X-Google-* and X-AppEngine-*.',
  });
}
