import type { CodeExamples } from './types.ts';

/** FB6xxx: the command line; FB9xxx: flexbuild itself. */
export const commandLineExamples: CodeExamples = {
  FB6001: {
    example: '`flexbuild run --prot 9000`',
    fix: '`flexbuild run --port 9000`; `flexbuild run --help` lists all flags.',
  },
  FB6002: {
    example: '`flexbuild run --env GREETING`',
    fix: '`flexbuild run --env GREETING=Hello`',
  },
  FB6003: {
    example: '`SOURCE_DATE_EPOCH=yesterday flexbuild build`',
    fix: '`SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) flexbuild build`, seconds since 1970.',
  },
  FB6004: {
    example: '`flexbuild base build 3.99`',
    fix: '`flexbuild base build 3.13`; the hint of the message names all versions.',
  },
  FB6005: {
    example: '`flexbuild run --env-file no-such.env`',
    fix: '`flexbuild run --env-file dev.env`, a file that is there.',
  },
  FB6006: {
    example: '`flexbuild run --host process --volume ./data:/data`',
    fix: '`flexbuild run --host process`, or a container engine for what only containers have.',
  },
  FB6020: {
    example: '`flexbuild run --credentials key.json`',
    fix: '`flexbuild run --credentials key=key.json`',
  },
  FB6030: {
    example: '`flexbuild cron run /tasks/claen`, where cron.yaml has /tasks/clean.',
    fix: '`flexbuild cron list` shows which jobs there are.',
  },
  FB6031: {
    example: '`flexbuild task /work --queue mail --header "X-AppEngine-TaskName: 1"`',
    fix: '`flexbuild task /work --queue mail --name 1`; other headers of App Engine and Google are not for tasks to set.',
  },
  FB6060: {
    example: '`flexbuild test --junit reports/test.xml`, where there is no folder reports.',
    fix: '`mkdir reports`',
  },
  FB9001: {
    example: 'flexbuild met something that its authors did not think of.',
    fix: 'Report it with the lines below the message; running the command again may help meanwhile.',
  },
};
