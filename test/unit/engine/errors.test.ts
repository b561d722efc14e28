import { describe, expect, test } from 'vitest';
import { failure, FlexbuildError } from '../../../src/core/index.ts';
import { mapEngineError } from '../../../src/engine/errors.ts';

/** As dockerode throws it. */
function refusal(statusCode: number, message: string, { json = true } = {}): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: json ? { message } : null,
  });
}

function firstOf(error: Error): FlexbuildError['diagnostics'][0] {
  if (!(error instanceof FlexbuildError)) throw error;
  return error.diagnostics[0];
}

describe('mapEngineError', () => {
  const bind =
    'driver failed programming external connectivity: listen tcp4 127.0.0.1:80: bind: address already in use';
  test.each([
    ['FB4006', refusal(500, bind)],
    ['FB4006', refusal(500, 'Bind for 127.0.0.1:8080 failed: port is already allocated')],
    ['FB3104', refusal(500, 'write /var/lib/docker/tmp/x: no space left on device')],
    ['FB4007', refusal(404, 'No such image: python:9')],
    ['FB4009', refusal(409, 'Conflict. The container name "/a" is already in use by container "b".')],
    [
      'FB4008',
      refusal(
        400,
        'OCI runtime create failed: exec: "gunicorn": executable file not found in $PATH: unknown',
      ),
    ],
    [
      'FB4008',
      refusal(400, 'OCI runtime create failed: exec: "/x": stat /x: no such file or directory: unknown'),
    ],
    [
      'FB4012',
      refusal(404, 'could not find an available, non-overlapping IPv4 address pool among the defaults'),
    ],
    ['FB4005', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['FB4010', refusal(500, 'something new')],
  ])('gives %s', (code, cause) => {
    const error = mapEngineError(cause, 'start a container');
    expect(firstOf(error).code).toBe(code);
    expect(error.cause).toBe(cause);
  });

  test("shows the engine's sentence without the client's prefix", () => {
    expect(firstOf(mapEngineError(refusal(500, 'something new'), 'x')).message).toMatch(/: something new$/);
    expect(firstOf(mapEngineError(refusal(500, 'it\nbroke', { json: false }), 'x')).message).toMatch(
      /: it; broke$/,
    );
  });

  test('says what became of each address of a host that has several', () => {
    const cause = new AggregateError([new Error('connect ECONNREFUSED ::1:1'), refusal(500, 'no')]);
    expect(firstOf(mapEngineError(cause, 'x')).message).toMatch(/: connect ECONNREFUSED ::1:1, no$/);
    expect(firstOf(mapEngineError(new Error(''), 'x')).message).toMatch(/: no reason given$/);
  });

  test('lets errors of ours and aborts pass', () => {
    const ours = failure({ code: 'FB9001', message: 'x' });
    const abort = new DOMException('stopped', 'AbortError');
    expect(mapEngineError(ours, 'x')).toBe(ours);
    expect(mapEngineError(abort, 'x')).toBe(abort);
  });
});
