import { lines, type CodeExamples } from './types.ts';

/** FB5xxx: running. */
export const runExamples: CodeExamples = {
  FB5001: {
    example: '`flexbuild run`, while another program listens on port 8080.',
    fix: '`flexbuild run --port 8081`, or `--port 0` for a free one.',
  },
  FB5002: {
    example: '`flexbuild run --port 80`, as a user who may not listen on ports below 1024.',
    fix: '`flexbuild run --port 8080`',
  },
  FB5010: {
    example: '`flexbuild run --limits request-body=plenty`',
    fix: '`flexbuild run --limits request-body=64mb`, or `--limits off` for none at all.',
  },
  FB5011: {
    example: '`flexbuild run --geo 127.0.0.1=Germany`',
    fix: "`flexbuild run --geo '127.0.0.1=DE/be/berlin/52.52,13.40'`",
  },
  FB5030: {
    example: '`flexbuild run --https`, while another user owns ~/.local/state/flexbuild/authority/ca.key.',
    fix: '`sudo rm -r ~/.local/state/flexbuild/authority`; a new authority is made then, and has to be trusted anew: `flexbuild trust`.',
  },
  FB5031: {
    example: '`flexbuild run --https`, while another program listens on port 8443.',
    fix: '`flexbuild run --https=8444`, or `--https=0` for a free one.',
  },
  FB5032: {
    example: '`flexbuild run --access-log logs/access.json`, where there is no folder logs.',
    fix: '`mkdir logs`, or `--access-log -` for the terminal.',
  },
  FB5040: {
    example: '`flexbuild cron run /tasks/clean`, and the handler ends the process.',
    fix: '`flexbuild logs` shows what the app wrote last.',
  },
  FB5041: {
    example:
      'The app redirects everything to HTTPS, and cron comes over plain HTTP and follows no redirects.',
    fix: 'No redirect for requests with `X-Appengine-Cron: true`, which outsiders cannot send.',
  },
  FB5042: {
    example: '`flexbuild cron run /tasks/clean`, and the app answers 500.',
    fix: 'A status from 200 to 299, for cron jobs as for tasks.',
  },
  FB5201: {
    example: 'Another program has the port that the metadata server was told to take.',
    fix: 'Stop that program, or take port 0 for a free one; the message has the address and the reason.',
  },
  FB5210: {
    example: '`flexbuild metadata set instance/attributes/color blue`',
    fix: '`flexbuild metadata set project/attributes/color blue`: App Engine takes custom metadata for whole projects alone.',
  },
  FB5211: {
    example: '`flexbuild metadata set instance/maintenance-event SOON`',
    fix: '`flexbuild metadata set instance/maintenance-event TERMINATE_ON_HOST_MAINTENANCE`',
  },
  FB5212: {
    example: '`flexbuild metadata delete project/attributes/color`, where nobody has set it.',
    fix: 'Nothing: it is not there.',
  },
  FB5230: {
    example: '`flexbuild run --credentials adc`, on a machine where nobody has logged in.',
    fix: '`gcloud auth application-default login`',
  },
  FB5231: {
    example: '`flexbuild run --credentials key=client_secret.json`, which is the secret of an OAuth client.',
    fix: "`flexbuild run --credentials key=key.json`, a service account's key: its type is service_account.",
  },
  FB5232: {
    example: '`flexbuild run --credentials adc`, on a machine without a network.',
    fix: 'Connect it, and set HTTPS_PROXY where there is a proxy on the way.',
  },
  FB5233: {
    example:
      '`flexbuild run --credentials impersonate=dev@shop.iam.gserviceaccount.com`, by somebody who may not.',
    fix: '`gcloud iam service-accounts add-iam-policy-binding dev@shop.iam.gserviceaccount.com --member user:ME --role roles/iam.serviceAccountTokenCreator`',
  },
  FB5234: {
    example: '`flexbuild run --credentials gcloud`, after `gcloud auth revoke`.',
    fix: '`gcloud auth login`',
  },
  FB5301: {
    example: 'The small container beside the app, which leads to the metadata server, ended at once.',
    fix: 'The lines below the message are its last ones; `flexbuild down` and another `flexbuild run` start afresh.',
  },
  FB5302: {
    example: { 'dev.env': lines('export GREETING=Hello there', 'GREETING') },
    fix: { 'dev.env': lines('GREETING=Hello there') },
  },
  FB5303: {
    example: 'The engine lets no container add 169.254.169.254 to its own loopback device.',
    fix: "Nothing, where the app uses Google's libraries, which go by GCE_METADATA_HOST; else run it on Docker.",
  },
  FB5320: {
    example: { 'app.yaml': lines('runtime: custom', 'env: flex') },
    fix: '`flexbuild run --host process --entrypoint "node server.js"`, or start a container engine.',
  },
  FB5321: {
    example: { 'app.yaml': lines('entrypoint: \'["gunicorm", "main:app"]\'') },
    fix: { 'app.yaml': lines('entrypoint: \'["gunicorn", "main:app"]\'') },
  },
  FB5322: {
    example: '`flexbuild run --host process` for Python 3.13, on a machine that has 3.11 alone.',
    fix: '`uv python install 3.13`, or `pyenv install 3.13`',
  },
  FB5323: {
    example: '`flexbuild run --host process --python /usr/bin/perl`',
    fix: '`flexbuild run --host process --python /usr/bin/python3`',
  },
  FB5324: {
    example: { 'requirements.txt': lines('flsk==3.1.2') },
    fix: { 'requirements.txt': lines('flask==3.1.2') },
  },
  FB5325: {
    example: '`flexbuild run --host process` in a CI job that has no systemd.',
    fix: 'Run it where a container engine answers to see what the app does at its limits.',
  },
  FB5326: {
    example: '`flexbuild run --host process --python python3.11` for an app of Python 3.13.',
    fix: '`flexbuild run --host process --python python3.13`',
  },
  FB5327: {
    example: '`flexbuild run --host process` on Windows.',
    fix: '`flexbuild run --host container`, with Docker Desktop or within WSL.',
  },
  FB5401: {
    example: { 'main.py': lines('import flsk') },
    fix: { 'main.py': lines('import flask') },
  },
  FB5402: {
    example: 'The app loads a model for ten minutes before it listens.',
    fix: { 'app.yaml': lines('readiness_check:', '  app_start_timeout_sec: 900') },
  },
  FB5403: {
    example: { 'app.yaml': lines('entrypoint: gunicorn -b 127.0.0.1:8000 main:app') },
    fix: { 'app.yaml': lines('entrypoint: gunicorn -b :$PORT main:app') },
  },
  FB5404: {
    example: 'The app used more memory than resources.memory_gb gives it, and the kernel killed it.',
    fix: { 'app.yaml': lines('resources:', '  memory_gb: 2') },
  },
  FB5405: {
    example: {
      'app.yaml': lines('entrypoint: ./start.sh'),
      'start.sh': lines('#!/bin/sh', 'gunicorn -b :$PORT main:app'),
    },
    fix: { 'start.sh': lines('#!/bin/sh', 'exec gunicorn -b :$PORT main:app') },
  },
  FB5406: {
    example: { 'app.yaml': lines('readiness_check:', '  path: /ready') },
    fix: { 'main.py': lines("@app.get('/ready')", 'def ready():', "    return 'ok'") },
  },
  FB5407: {
    example: '`flexbuild run --env PORT=9000`',
    fix: '`flexbuild run --port 9000`, for the port that you open in the browser; the app listens on $PORT.',
  },
  FB5411: {
    example: '`flexbuild logs shop`, with nothing of that name running.',
    fix: '`flexbuild ps --all` shows what runs.',
  },
  FB5412: {
    example: '`flexbuild run --detach` of an app that does not start.',
    fix: '`flexbuild run` without --detach shows everything that happens.',
  },
  FB5413: {
    example: 'The process behind a session was stopped (Ctrl-Z), or hangs.',
    fix: '`flexbuild down` ends it; what it leaves on the engine is swept by the next run.',
  },
  FB5414: {
    example: '`XDG_RUNTIME_DIR` is a folder with a path of more than about 70 bytes.',
    fix: '`XDG_RUNTIME_DIR=/run/user/1000 flexbuild run --detach`',
  },
  FB5450: {
    example: "`await app.logs.first(({ text }) => text === 'order 7 sent')`, and the app never says it.",
    fix: "`await app.logs.first(({ text }) => text.startsWith('order 7'), { timeoutMs: 20_000 })`",
  },
  FB5460: {
    example: '`flexbuild test`, for an app that exits at once on SIGTERM.',
    fix: 'What the hint of the check says: docs/contract.md lists them all.',
  },
  FB5461: {
    example: '`flexbuild test --skip sigtrem`',
    fix: '`flexbuild test --skip sigterm`; `flexbuild test --list` prints all ids.',
  },
  FB5480: {
    example: {
      'cron.yaml': lines(
        'cron:',
        '- url: /tasks/clean',
        '  schedule: 2nd sunday of march 02:30',
        '  timezone: America/New_York',
      ),
    },
    fix: {
      'cron.yaml': lines(
        'cron:',
        '- url: /tasks/clean',
        '  schedule: 2nd sunday of march 03:30',
        '  timezone: America/New_York',
      ),
    },
  },
  FB5481: {
    example: '`flexbuild cron list --at noon`',
    fix: '`flexbuild cron list --at 2027-03-28T12:00`',
  },
  FB5482: {
    example: { 'cron.yaml': lines('cron: []') },
    fix: { 'cron.yaml': lines('cron:', '- url: /tasks/clean', '  schedule: every 10 minutes') },
  },
  FB5470: {
    example:
      'The kernel killed a worker of `flexbuild run --workers 2`, because the machine had no memory left.',
    fix: 'Fewer workers, or other programs closed; the other workers go on, and a new one takes its place.',
  },
  FB5471: {
    example: '`flexbuild run --workers 64`, where a user may not start that many processes.',
    fix: '`flexbuild run --workers 2`',
  },
  FB5472: {
    example: '`flexbuild run --workers 2` on macOS.',
    fix: '`flexbuild run`: one process, which serves as many connections.',
  },
  FB5490: {
    example: '`liveness_check: {path: /live}`, and /live answers 503 four times, half a minute apart.',
    fix: '/live answers 200 as long as a restart would not help; `flexbuild run --no-health-checks` while a debugger holds the app.',
  },
  FB5491: {
    example: '`readiness_check: {path: /ready}`, and /ready redirects to HTTPS.',
    fix: '/ready answers 200 over plain HTTP, once the app can take requests.',
  },
};
