import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/core/index.ts';
import { loadRuntimes } from '../../../src/runtimes/index.ts';
import { customData } from '../../../src/runtimes/resolve/custom/data.ts';
import { lookAtDockerfile } from '../../../src/runtimes/resolve/custom/look.ts';
import { planOf } from '../../support/app.ts';

const [custom] = loadRuntimes().filter(({ id }) => id === 'custom');
if (!custom) throw new Error('there is no custom runtime');
const data = customData(custom);

function look(text: string, env: Readonly<Record<string, string>> = {}): readonly Diagnostic[] {
  return lookAtDockerfile({ file: 'Dockerfile', text, env, data, withBuildKit: false });
}

/** `CODE what`, where `what` is the text that the caret shows. */
function found(text: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  return look(text, env).map(({ code, at }) => `${code} ${text.slice(at?.start.offset, at?.end.offset)}`);
}

const from = 'FROM python:3.13-slim\n';
const serves = 'CMD exec gunicorn -b :$PORT main:app\n';

test.each([
  ['RUN --mount=type=cache,target=/c pip install a\n', ['FB2050 --mount=type=cache,target=/c']],
  [
    'RUN --network=none --mount=type=bind,target=/b a\n',
    ['FB2050 --network=none', 'FB2050 --mount=type=bind,target=/b'],
  ],
  ['RUN \\\n  --mount=type=tmpfs,target=/t \\\n  a\n', ['FB2050 --mount=type=tmpfs,target=/t']],
  ['RUN a --mount=b\n', []],
  ['RUN <<EOF\na\nRUN --mount=x b\nEOF\n', ['FB2051 <<EOF']],
  ['COPY <<a <<b /x/\n1\na\n2\nb\n', ['FB2051 <<a']],
  ['COPY --link . .\n', ['FB2052 --link']],
  ['COPY --chown=33:33 --from=build --chmod=755 a b\n', ['FB2052 --chmod=755']],
  ['ADD --checksum=sha256:00 https://example.com/a b\n', ['FB2052 --checksum=sha256:00']],
  ['COPY --chown=33:33 . .\nADD --chown=33 a b\nHEALTHCHECK --interval=1s CMD a\n', []],
  ['# RUN --mount=a b\n# syntax=docker/dockerfile:1\n', []],
])("the deployment's builder and %j: %j", (lines, expected) => {
  expect(found(`${from}${lines}${serves}`)).toEqual(expected);
});

test('a syntax line is told of at the top alone', () => {
  expect(found(`# syntax=docker/dockerfile:1\n${from}${serves}`)).toEqual([
    'FB2053 # syntax=docker/dockerfile:1',
  ]);
});

test('with BuildKit none of it is said', () => {
  const text = `# syntax=a\n${from}RUN --mount=type=cache,target=/c a\nCOPY --link . .\n${serves}`;
  expect(lookAtDockerfile({ file: 'Dockerfile', text, env: {}, data, withBuildKit: true })).toEqual([]);
});

const both = (port: string, host: string) => [`FB2054 ${port}`, `FB2055 ${host}`];
const json = (...argv: readonly string[]) => `CMD ${JSON.stringify(argv)}`;

/** Ports: what the caret shows where App Engine's requests would not arrive. */
test.each<readonly [string, readonly string[]]>([
  [json('flask', 'run', '--port', '5000', '--host', '0.0.0.0'), ['FB2054 5000']],
  [json('flask', 'run', '--host=0.0.0.0', '-p5000'), ['FB2054 5000']],
  [json('flask', 'run', '-h', 'localhost', '-p', '8080'), ['FB2055 localhost']],
  [json('flask', 'run'), both('["flask","run"]', '["flask","run"]')],
  [json('flask', '--version'), []],
  [json('flask', '--app', 'main', 'run', '-h', '0.0.0.0', '-p', '80'), ['FB2054 80']],
  ['CMD ["gunicorn", "-b", "127.0.0.1:$PORT", "a"]', ['FB2055 127.0.0.1:$PORT', 'FB2023 $PORT']],
  [json('python', 'manage.py', 'runserver', '--noreload', '8000'), ['FB2054 8000']],
  ['ENV FLASK_RUN_PORT=8080 FLASK_RUN_HOST=0.0.0.0\nCMD ["flask", "run"]', []],
  ['ENV FLASK_RUN_PORT 5000\nENV FLASK_RUN_HOST=0.0.0.0\nCMD ["flask", "run"]', ['FB2054 ["flask", "run"]']],
  [json('gunicorn', '-b', ':8000', 'main:app'), ['FB2054 :8000']],
  [json('gunicorn', '-b:8000', 'main:app'), ['FB2054 :8000']],
  [json('gunicorn', '--bind', '0.0.0.0:3000', 'main:app'), ['FB2054 0.0.0.0:3000']],
  [json('gunicorn', '--bind=127.0.0.1:8080', 'main:app'), ['FB2055 127.0.0.1:8080']],
  [json('gunicorn', '-b', '[::1]:8080', 'main:app'), ['FB2055 [::1]:8080']],
  [json('gunicorn', '-b', '[::]:8080', 'main:app'), []],
  [json('gunicorn', '-b', ':8000', '-b', ':8080', 'main:app'), []],
  [json('gunicorn', '-b', 'unix:/run/app.sock', 'main:app'), []],
  [json('gunicorn', 'main:app'), []],
  [json('/env/bin/python3.13', '-m', 'gunicorn', '-b', ':80', 'main:app'), ['FB2054 :80']],
  ['CMD exec uvicorn main:app --port 80', ['FB2055 exec uvicorn main:app --port 80', 'FB2054 80']],
  ['CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT', []],
  ['CMD exec uvicorn main:app --host 0.0.0.0 --port ${PORT:-8000}', []],
  ['ENV APP_PORT=9000\nCMD exec uvicorn main:app --host 0.0.0.0 --port $APP_PORT', ['FB2054 $APP_PORT']],
  ['CMD exec uvicorn main:app --host 0.0.0.0 --port $UNKNOWN', []],
  ['ENV PORT=5000\nCMD exec gunicorn -b 0.0.0.0:$PORT main:app', []],
  [json('uvicorn', 'main:app', '--uds', '/run/a'), []],
  [json('hypercorn', 'main:app'), both('["hypercorn","main:app"]', '["hypercorn","main:app"]')],
  [json('hypercorn', '-c', 'hypercorn.toml', 'main:app'), []],
  [json('python', 'manage.py', 'runserver', '0.0.0.0:8000'), ['FB2054 0.0.0.0:8000']],
  [json('python', 'manage.py', 'runserver', '8080'), []],
  [json('python', '-u', 'manage.py', 'migrate'), []],
  [json('python', '-m', 'http.server'), ['FB2054 ["python","-m","http.server"]']],
  [json('waitress-serve', '--listen=*:8000', 'main:app'), ['FB2054 *:8000']],
  [json('streamlit', 'run', 'app.py', '--server.port=8501'), ['FB2054 8501']],
  [json('php', '-S', 'localhost:8080', '-t', 'public'), ['FB2055 localhost:8080']],
  [json('java', '-Dserver.port=9000', '-jar', 'app.jar'), ['FB2054 9000']],
  [json('dotnet', 'app.dll', '--urls', 'http://0.0.0.0:5000'), ['FB2054 http://0.0.0.0:5000']],
  [json('node', 'server.js'), []],
  [json('poetry', 'run', 'uvicorn', 'main:app', '--host', '0.0.0.0', '--port', '80'), ['FB2054 80']],
  [json('gosu', 'app', 'gunicorn', '-b', ':80', 'a'), ['FB2054 :80']],
  [json('sh', '-c', 'exec gunicorn -b :80 main:app'), ['FB2054 :80']],
  [json('pip', 'install', 'uvicorn'), []],
  ['CMD nginx && exec gunicorn -b 127.0.0.1:8000 main:app', []],
  ['CMD exec uvicorn a:b --host 0.0.0.0 --port 8080 & exec streamlit run c.py', []],
  ['ENTRYPOINT ["tini", "--"]\nCMD ["gunicorn", "-b", ":80", "a"]', ['FB2054 :80']],
  ['ENTRYPOINT ["uvicorn", "--host", "0.0.0.0"]\nCMD ["main:app", "--port", "80"]', ['FB2054 80']],
  ['ENTRYPOINT ["/entrypoint.sh"]\nCMD ["gunicorn", "-b", ":80", "a"]', ['FB2054 :80']],
  ['EXPOSE 5000\nCMD exec \\\n  flask run --host=0.0.0.0 \\\n  # the port\n  --port 5000', ['FB2054 5000']],
  ['FROM x AS y\nCMD ["gunicorn", "-b", ":80", "a"]\nFROM z\nCMD ["gunicorn", "a"]', []],
])('listening, %s: %j', (lines, expected) => {
  expect(found(`${from}${lines}\n`)).toEqual(expected);
});

test("variables of app.yaml count, and win over the image's", () => {
  const text = `${from}ENV UVICORN_PORT=80 UVICORN_HOST=0.0.0.0\nCMD ["uvicorn", "main:app"]\n`;
  expect(found(text).map((line) => line.split(' ')[0])).toEqual(['FB2054']);
  expect(found(text, { UVICORN_PORT: '8080' })).toEqual([]);
});

test('hints are written for the form of the command', () => {
  const hints = (line: string) => look(`${from}${line}\n`).map(({ hint }) => hint);
  expect(hints('CMD exec flask run --host 0.0.0.0 -p 80')).toEqual(['Write `--port $PORT`.']);
  expect(hints('CMD ["flask", "run", "--host", "0.0.0.0", "-p", "80"]')).toEqual(['Write `--port 8080`.']);
  expect(hints('CMD ["gunicorn", "-b", "localhost:8080", "a"]')).toEqual(['Write `--bind 0.0.0.0:8080`.']);
});

test.each<readonly [string, readonly string[]]>([
  ['FROM python:3.13\n', ['FB2056 FROM python:3.13']],
  ['FROM a AS b\nCMD c\nFROM scratch\nCOPY --from=b /x /\n', ['FB2056 FROM scratch']],
  ['FROM a AS b\nCMD ["c"]\nFROM b\n', []],
  ['FROM a\nENTRYPOINT ["b"]\n', []],
  ['ARG A\n', []],
  ['', []],
])('nothing to run, %j: %j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each<readonly [string, readonly string[]]>([
  ['CMD ["gunicorn", "-b", ":$PORT", "a"]', ['FB2023 $PORT']],
  ['CMD ["node", "server.js", "${PORT}"]', ['FB2023 ${PORT}']],
  ['CMD ["sh", "-c", "exec node server.js $PORT"]', []],
  ['CMD ["grep", "a$"]', []],
  ['CMD node server.js', ['FB2024 node server.js']],
  ['CMD exec node server.js', []],
  [
    'CMD ["/bin/sh", "-c", "prepare && node server.js"]',
    ['FB2024 ["/bin/sh", "-c", "prepare && node server.js"]'],
  ],
  ['CMD prepare && exec node server.js', []],
  ['CMD ["bash", "-c", "node server.js"]', []],
  ['SHELL ["/bin/bash", "-c"]\nCMD prepare && node server.js', []],
  ['SHELL ["/bin/bash", "-c"]\nCMD node server.js | tee log', ['FB2024 node server.js | tee log']],
  ['FROM node:24-alpine\nCMD node server.js', []],
])('variables and signals, %s: %j', (lines, expected) => {
  expect(found(`${from}${lines}\n`)).toEqual(expected);
});

const app = 'runtime: custom\nenv: flex\n';
const mounting = `${from}RUN --mount=type=cache,target=/c a\n${serves}`;
const codesOf = (files: Readonly<Record<string, string>>, dockerfile?: string) =>
  planOf(
    { 'app.yaml': app, ...files },
    dockerfile === undefined ? null : { kind: 'dockerfile', path: dockerfile, bases: [] },
  ).diagnostics.map(({ code }) => code);
const build = (env: string) =>
  `steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, -t, x, -f, deploy/Dockerfile, .]\n${env}`;

test('whether BuildKit builds a deployment is what gcloud or cloudbuild.yaml says', () => {
  const plain = build('');
  expect(codesOf({ Dockerfile: mounting })).toEqual(['FB2050']);
  expect(codesOf({ 'deploy/Dockerfile': mounting }, 'deploy/Dockerfile')).toEqual([]);
  expect(codesOf({ 'deploy/Dockerfile': mounting, 'cloudbuild.yaml': plain }, 'deploy/Dockerfile')).toEqual([
    'FB2050',
  ]);
  expect(codesOf({ 'deploy/Dockerfile': mounting, 'cloudbuild.yaml': plain })).toEqual(['FB2050']);
  for (const env of ["  env: ['DOCKER_BUILDKIT=1']\n", "options:\n  env: ['DOCKER_BUILDKIT=1']\n"]) {
    expect(codesOf({ 'deploy/Dockerfile': mounting, 'cloudbuild.yaml': build(env) })).toEqual([]);
  }
});

test.each([
  ['steps: []'],
  ['steps: [{ name: gcr.io/cloud-builders/docker, args: [build, -t, x, sub] }]'],
  ['steps: [{ name: gcr.io/cloud-builders/docker, args: [build, .], dir: sub }]'],
  ['steps: [{ name: gcr.io/cloud-builders/gcloud, args: [build, .] }]'],
  ['steps: {'],
  ['- a list'],
  [build('- name: gcr.io/cloud-builders/docker\n  args: [build, .]\n')],
])('a cloudbuild.yaml that names no Dockerfile to build here: %j', (text) => {
  expect(() => codesOf({ 'cloudbuild.yaml': text, 'deploy/Dockerfile': mounting })).toThrow(
    'cloudbuild.yaml',
  );
});

test('the plan takes the Dockerfile that cloudbuild.yaml builds, and says so', () => {
  const plan = planOf({
    'app.yaml': app,
    'cloudbuild.yaml': build(''),
    'deploy/Dockerfile': `${from}${serves}`,
  });
  expect(plan.image).toMatchObject({ kind: 'dockerfile', path: 'deploy/Dockerfile' });
  expect(plan.decisions).toMatchObject([{ topic: 'image', from: { files: ['cloudbuild.yaml'] } }]);
});

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      'FROM a\n',
      'CMD ',
      'ENTRYPOINT ',
      'RUN ',
      '["',
      '"]',
      '", "',
      'gunicorn',
      ' -b ',
      ':80',
      '$PORT',
    ),
    fc.constantFrom(
      '--mount=a',
      '<<EOF',
      '\\\n',
      '\n',
      "'",
      '"',
      'sh',
      '-c',
      'ENV A=',
      '${',
      '}',
      '&&',
      'flask run',
    ),
    fc.string(),
  ),
  { maxLength: 15 },
);

test('whatever the Dockerfile is, problems lie within it', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      for (const { at } of look(text)) {
        expect(at?.start.offset).toBeGreaterThanOrEqual(0);
        expect(at?.end.offset).toBeLessThanOrEqual(text.length);
        expect(at?.end.offset).toBeGreaterThanOrEqual(at?.start.offset ?? 0);
      }
    }),
  );
});
