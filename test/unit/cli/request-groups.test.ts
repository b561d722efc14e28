import { expect, test } from 'vitest';
import { failure, type Notice } from '../../../src/index.ts';
import { createPrinter, type Printer } from '../../../src/cli/print/printer.ts';
import {
  mostHeld,
  waitForLinesMs,
  waitForRequestMs,
  type Clock,
} from '../../../src/cli/print/request-groups.ts';
import { requestRecord } from '../../support/request-record.ts';

/** A clock that stands still until it is told. */
function handClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0;
  let alarms: { readonly dueMs: number; readonly ring: () => void }[] = [];
  return {
    now: () => nowMs,
    after: (ms, ring) => void alarms.push({ dueMs: nowMs + ms, ring }),
    advance(ms) {
      const end = nowMs + ms;
      for (;;) {
        const next = alarms.filter(({ dueMs }) => dueMs <= end).toSorted((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        alarms = alarms.filter((one) => one !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.ring();
      }
      nowMs = end;
    },
  };
}

/** A terminal, with a printer that knows that somebody watches. */
function terminal({ format = 'text' }: { readonly format?: 'text' | 'json' } = {}) {
  const clock = handClock();
  let screen: string[] = [];
  const sink = { colour: false, write: (text: string) => screen.push(...text.trimEnd().split('\n')) };
  const print = createPrinter({ format, verbose: false, stdout: sink, stderr: sink, watched: clock });
  return {
    print,
    clock,
    /** What is new on the screen. */
    seen: () => {
      const lines = screen;
      screen = [];
      return lines;
    },
  };
}

const traces = { a: 'a'.repeat(32), b: 'b'.repeat(32) } as const;
type Name = keyof typeof traces;

function line(text: string, name?: string): Notice {
  const trace = name === undefined ? undefined : name in traces ? traces[name as Name] : name;
  const fields = { message: text, severity: 'INFO', 'logging.googleapis.com/trace': trace };
  return {
    kind: 'app-output',
    service: 'web',
    instance: 'aef-web-v1-abcd',
    line: { stream: 'stdout', text: trace === undefined ? text : JSON.stringify(fields) },
  };
}

function request(url: string, name: string): Notice {
  const trace = name in traces ? traces[name as Name] : name;
  return { kind: 'request', record: requestRecord({ url, trace }), service: 'web', version: 'v1' };
}

function tell(print: Printer, ...notices: readonly Notice[]): void {
  for (const notice of notices) print.notice(notice);
}

const shown = {
  a: 'GET /a 200 5 B 12 ms aaaaaaaa',
  b: 'GET /b 200 5 B 12 ms bbbbbbbb',
};

test('lines stand below their request, though they come before it', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('one', 'a'), line('two', 'a'));
  expect(seen()).toEqual([]);
  clock.advance(30);
  tell(print, request('/a', 'a'));
  clock.advance(waitForLinesMs);
  expect(seen()).toEqual([shown.a, '  web abcd | INFO one', '  web abcd | INFO two']);
});

test('lines that come a little later stand there too', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('one', 'a'), request('/a', 'a'));
  clock.advance(waitForLinesMs - 1);
  tell(print, line('two', 'a'));
  expect(seen()).toEqual([]);
  clock.advance(1);
  expect(seen()).toEqual([shown.a, '  web abcd | INFO one', '  web abcd | INFO two']);
});

test('an app that tells no traces is never waited for', () => {
  const { print, seen } = terminal();
  tell(print, request('/a', 'a'), line('plain'), request('/b', 'b'));
  expect(seen()).toEqual([shown.a, 'web abcd | plain', shown.b]);
});

test('requests that go on at the same time are each in one piece', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('1', 'a'), line('2', 'b'), line('3', 'a'), line('4', 'b'));
  tell(print, request('/b', 'b'), request('/a', 'a'));
  clock.advance(waitForLinesMs);
  expect(seen()).toEqual([
    shown.a,
    '  web abcd | INFO 1',
    '  web abcd | INFO 3',
    shown.b,
    '  web abcd | INFO 2',
    '  web abcd | INFO 4',
  ]);
});

test('what belongs to no request keeps its place, and waits no longer than the group before it', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('before'), line('1', 'a'), line('between'), { kind: 'waiting', what: 'something' });
  expect(seen()).toEqual(['web abcd | before']);
  tell(print, request('/a', 'a'));
  clock.advance(waitForLinesMs);
  expect(seen()).toEqual([shown.a, '  web abcd | INFO 1', 'web abcd | between', 'waiting for something']);
});

test('a request that goes on for long is shown while it does', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('10 %', 'a'));
  clock.advance(waitForRequestMs);
  expect(seen()).toEqual(['open request aaaaaaaa:', '  web abcd | INFO 10 %']);
  tell(print, line('20 %', 'a'));
  expect(seen()).toEqual(['  web abcd | INFO 20 %']);
  tell(print, line('something else'), line('30 %', 'a'));
  expect(seen()).toEqual(['web abcd | something else', 'open request aaaaaaaa:', '  web abcd | INFO 30 %']);
  tell(print, request('/a', 'a'));
  clock.advance(waitForLinesMs);
  expect(seen()).toEqual([shown.a]);
});

test('a line that comes too late says whose it is', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('1', 'a'), request('/a', 'a'));
  clock.advance(waitForLinesMs);
  tell(print, request('/b', 'b'));
  clock.advance(waitForLinesMs);
  seen();
  tell(print, line('late', 'a'), line('later', 'a'));
  expect(seen()).toEqual(['GET /a aaaaaaaa:', '  web abcd | INFO late', '  web abcd | INFO later']);
});

test('a late line right below its request needs no heading', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('1', 'a'), request('/a', 'a'));
  clock.advance(waitForLinesMs);
  tell(print, line('late', 'a'));
  expect(seen()).toEqual([shown.a, '  web abcd | INFO 1', '  web abcd | INFO late']);
});

test('a page and what it loads have one trace, and a line each', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('1', 'a'), request('/a', 'a'), request('/a.css', 'a'), line('2', 'a'));
  clock.advance(waitForLinesMs);
  expect(seen()).toEqual([
    shown.a,
    '  web abcd | INFO 1',
    'GET /a.css 200 5 B 12 ms aaaaaaaa',
    '  web abcd | INFO 2',
  ]);
});

test('a line goes to the request of its trace that still waits for some', () => {
  const { print, clock, seen } = terminal();
  tell(print, line('1', 'a'), request('/a', 'a'));
  clock.advance(waitForLinesMs / 2);
  tell(print, request('/a.css', 'a'), line('unrelated'));
  clock.advance(waitForLinesMs / 2);
  tell(print, line('2', 'a'));
  clock.advance(waitForLinesMs / 2);
  expect(seen()).toEqual([
    shown.a,
    '  web abcd | INFO 1',
    'GET /a.css 200 5 B 12 ms aaaaaaaa',
    '  web abcd | INFO 2',
    'web abcd | unrelated',
  ]);
});

test('whoever writes without end is not kept in memory', () => {
  const { print, seen } = terminal();
  for (let nth = 0; nth <= mostHeld; nth++) tell(print, line(String(nth), 'a'));
  expect(seen()).toHaveLength(mostHeld + 2);
});

test('nothing that is held is lost at the end, and an error comes behind it', () => {
  const { print, seen } = terminal();
  tell(print, line('last words', 'a'));
  print.error(failure({ code: 'FB5401', message: 'it ended' }));
  expect(seen()).toEqual([
    'open request aaaaaaaa:',
    '  web abcd | INFO last words',
    'error[FB5401]: it ended',
  ]);
  tell(print, line('more', 'b'));
  print.flush();
  expect(seen()).toEqual(['open request bbbbbbbb:', '  web abcd | INFO more']);
});

test('programs get every notice as it comes', () => {
  const { print, seen } = terminal({ format: 'json' });
  const notices = [line('1', 'a'), line('plain'), request('/a', 'a')];
  tell(print, ...notices);
  expect(seen().map((text) => JSON.parse(text) as unknown)).toEqual(
    notices.map((notice) => ({ version: 1, ...notice })),
  );
});

test('off a terminal each line stands for itself, and says its trace', () => {
  const lines: string[] = [];
  const sink = { colour: false, write: (text: string) => lines.push(text) };
  const print = createPrinter({ format: 'text', verbose: false, stdout: sink, stderr: sink });
  tell(print, line('1', 'a'), line('plain'), request('/a', 'a'));
  expect(lines).toEqual(['web abcd | aaaaaaaa INFO 1\n', 'web abcd | plain\n', `${shown.a}\n`]);
});

test('whatever comes when, all of it is shown once, below its own request, in order and in time', () => {
  const random = seeded(7);
  for (let round = 0; round < 50; round++) {
    const { print, clock, seen } = terminal();
    const added: { readonly text: string; readonly atMs: number; readonly trace: string | null }[] = [];
    const screen: { readonly text: string; readonly atMs: number }[] = [];
    const look = () => seen().forEach((text) => screen.push({ text, atMs: clock.now() }));
    for (let nth = 0; nth < 60; nth++) {
      const trace = String(random(4)).repeat(32);
      const kind = random(4);
      if (kind === 0) tell(print, request(`/${nth}`, trace));
      else tell(print, line(`n${nth}`, kind === 1 ? undefined : trace));
      added.push({
        text: kind === 0 ? `/${nth} ` : `n${nth}`,
        atMs: clock.now(),
        trace: kind === 1 ? null : trace,
      });
      look();
      for (let ms = random(60); ms > 0; ms--) {
        clock.advance(1);
        look();
      }
    }
    for (let ms = 0; ms <= waitForRequestMs + waitForLinesMs; ms++) {
      clock.advance(1);
      look();
    }

    const placeOf = ({ text }: { readonly text: string }) =>
      screen.findIndex((one) => one.text.endsWith(` ${text}`) || one.text.includes(` ${text}200 `));
    const places = added.map(placeOf);
    expect(new Set(places).size).toBe(added.length);
    expect(places).not.toContain(-1);
    const delays = added.map((one, nth) => (screen[places[nth] ?? -1]?.atMs ?? NaN) - one.atMs);
    expect(Math.max(...delays)).toBeLessThanOrEqual(waitForRequestMs + waitForLinesMs);
    for (const trace of new Set(added.map((one) => one.trace))) {
      const own = added.flatMap((one, nth) =>
        one.trace === trace && one.text.startsWith('n') ? (places[nth] ?? []) : [],
      );
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
    let under: string | null = null;
    for (const { text } of screen) {
      if (!text.startsWith('  ')) under = /([0-3])\1{7}:?$/.exec(text)?.[1] ?? null;
      else expect(under).toBe(added.find((one) => text.endsWith(` ${one.text}`))?.trace?.[0]);
    }
  }
});

/** Whole numbers below `end`, the same ones at every run. */
function seeded(seed: number): (end: number) => number {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % end;
  };
}
