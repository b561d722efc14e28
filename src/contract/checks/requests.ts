import { isDeepStrictEqual } from 'node:util';
import { ask, type Answer } from '../ask.ts';
import { failed, passed, skipped } from '../outcome.ts';
import type { RequestCheck } from '../test-file/read.ts';
import type { Check, CheckKind, Outcome, ServingApp } from '../types.ts';

/** What all requests of a test file have in common; each is a check of its own. */
export const requestsKind: CheckKind = {
  id: 'requests',
  title: 'answers the requests of its test file as that says',
  why: 'What the app is for, nobody else knows: flexbuild.test.yaml says it, and every change is held against it.',
  fix: 'Correct the app, or what its test file says.',
};

/** The check that one entry of a test file asks for. */
export function requestCheck(wanted: RequestCheck): Check {
  return {
    ...requestsKind,
    title: `GET ${wanted.get} answers ${wanted.status}`,
    at: wanted.at,
    stage: 'serving',
    run: (app) => requestOutcome(wanted, app),
  };
}

/** So much of an answer is shown. */
const shownLines = 10;

async function requestOutcome(wanted: RequestCheck, { host, url, signal }: ServingApp): Promise<Outcome> {
  if (wanted.host !== null && wanted.host !== host.kind) return skipped(`it is for the ${wanted.host} host`);
  const answer = await ask({ url: new URL(wanted.get, url), headers: wanted.headers, signal });
  const reason = difference(wanted, answer);
  return reason === null ? passed : failed(reason, answer.body.split('\n').slice(0, shownLines));
}

/** In what the answer is not as it should be; null where it is. */
function difference({ status, body, json }: RequestCheck, answer: Answer): string | null {
  if (answer.status !== status) return `it answered ${answer.status}`;
  if (body !== null && !answer.body.includes(body)) return `its body has no ${JSON.stringify(body)}`;
  if (json === null) return null;
  const given = asJson(answer.body);
  if (given === null) return 'its body is no JSON';
  return differenceOfJson(json, given, 'it');
}

/** Objects may have more keys than are asked for; all else has to be equal. */
function differenceOfJson(wanted: unknown, given: unknown, name: string): string | null {
  if (!isObject(wanted) || !isObject(given)) {
    if (isDeepStrictEqual(wanted, given)) return null;
    return `${name} is ${given === undefined ? 'not there' : JSON.stringify(given)}, and should be ${JSON.stringify(wanted)}`;
  }
  const keys = Object.keys(wanted);
  return (
    keys.map((key) => differenceOfJson(wanted[key], given[key], key)).find((one) => one !== null) ?? null
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
