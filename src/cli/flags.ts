import { ciSystems, metadataFaults } from '../index.ts';
import type { FlagName, Options } from './options.ts';

interface Flag {
  /** As commander takes it. */
  readonly usage: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly repeatable?: true;
  readonly number?: { readonly min: number; readonly max: number };
  /** What the flag alone means, where its value can be left out. */
  readonly preset?: string;
  readonly default: Options[FlagName];
}

/** The table of flags. Each has a twin in the environment: `--base-image` is FLEXBUILD_BASE_IMAGE. */
export const flags: { readonly [Name in FlagName]: Flag & { readonly default: Options[Name] } } = {
  format: {
    usage: '--format <form>',
    help: 'how to print; github: problems as annotations',
    choices: ['text', 'json', 'github'],
    default: 'text',
  },
  verbose: { usage: '-v, --verbose', help: 'show the whole output of every step', default: false },
  dockerfile: { usage: '--dockerfile <file>', help: 'build this Dockerfile instead', default: null },
  context: {
    usage: '--context <folder>',
    help: 'build this folder; default: the one with the yaml file',
    default: null,
  },
  image: { usage: '--image <image>', help: 'take this image and build nothing', default: null },
  substitute: {
    usage: '--substitute',
    help: 'replace ${NAME} in app.yaml from the environment',
    default: false,
  },
  custom: { usage: '--custom', help: 'write a Dockerfile of your own, for runtime: custom', default: false },
  yes: { usage: '-y, --yes', help: 'change app.yaml without asking', default: false },
  stdout: { usage: '--stdout', help: 'print the files instead of writing them', default: false },
  force: { usage: '-f, --force', help: 'write files anew that were changed by hand', default: false },
  runtime: { usage: '--runtime <name>', help: 'take this runtime instead of looking for one', default: null },
  ci: {
    usage: '--ci <system>',
    help: 'write a workflow that checks, builds and tests the app',
    choices: ciSystems,
    default: null,
  },
  config: { usage: '--config <file>', help: 'a yaml file of another name than app.yaml', default: null },
  check: {
    usage: '--check',
    help: 'write nothing; print a diff and exit with 1 where files are not as they should be',
    default: false,
  },
  diff: { usage: '--diff', help: 'write nothing; print what would change', default: false },
  strict: { usage: '--strict', help: 'let warnings fail as errors do', default: false },
  fix: { usage: '--fix', help: 'put right what is plainly meant', default: false },
  cache: { usage: '--no-cache', help: 'run every step again', default: true },
  platform: {
    usage: '--platform <os/arch>',
    help: 'build for another platform, for instance linux/arm64',
    default: null,
  },
  buildArg: {
    usage: '--build-arg <name=value>',
    help: 'set an ARG of the Dockerfile',
    repeatable: true,
    default: [],
  },
  tag: { usage: '-t, --tag <name>', help: 'name the image', repeatable: true, default: [] },
  baseImage: { usage: '--base-image <image>', help: 'build on this image', default: null },
  port: {
    usage: '-p, --port <port>',
    help: 'the port of 127.0.0.1 to answer on; 0 takes a free one',
    number: { min: 0, max: 65535 },
    default: 8080,
  },
  https: {
    usage: '--https [port]',
    help: 'HTTPS beside it on 127.0.0.1; the port is 8443 where none is given, 0 takes a free one',
    number: { min: 0, max: 65535 },
    preset: '8443',
    default: null,
  },
  accessLog: {
    usage: '--access-log <file>',
    help: 'write a line of JSON for each request; - writes it to stdout',
    default: null,
  },
  limits: {
    usage: '--limits <name=value>',
    help: "change a limit of the front end's; off switches off all of them",
    repeatable: true,
    default: [],
  },
  workers: {
    usage: '--workers <count>',
    help: 'how many processes serve as the front end, so that it can use several cores (Linux); default: 1',
    number: { min: 1, max: 64 },
    default: 1,
  },
  geo: {
    usage: '--geo <network=place>',
    help: 'where clients are: CIDR=COUNTRY/REGION/CITY/LAT,LONG',
    repeatable: true,
    default: [],
  },
  detach: { usage: '-d, --detach', help: 'go on in the background', default: false },
  instances: {
    usage: '--instances <count>',
    help: 'how many instances of each service to start; default: 1',
    number: { min: 1, max: 50 },
    default: null,
  },
  healthChecks: {
    usage: '--no-health-checks',
    help: 'do not ask for liveness and readiness once an instance answers, as while a debugger holds it',
    default: true,
  },
  project: {
    usage: '--project <id>',
    help: 'the Google Cloud project that the app believes to be in',
    default: null,
  },
  env: {
    usage: '-e, --env <name=value>',
    help: 'an environment variable, at run time alone',
    repeatable: true,
    default: [],
  },
  envFile: { usage: '--env-file <file>', help: 'a file of such variables', repeatable: true, default: [] },
  volume: {
    usage: '--volume <source:target>',
    help: 'mount a folder, as `docker run` does',
    repeatable: true,
    default: [],
  },
  network: {
    usage: '--network <name>',
    help: 'join a network of the engine as well',
    repeatable: true,
    default: [],
  },
  host: {
    usage: '--host <kind>',
    help: 'where instances run: in containers, as plain processes of this machine, or what there is',
    choices: ['auto', 'container', 'process'],
    default: 'auto',
  },
  python: {
    usage: '--python <interpreter>',
    help: 'with --host process: a path, or a name in PATH',
    default: null,
  },
  entrypoint: {
    usage: '--entrypoint <command>',
    help: 'the command that starts the app; with --host process, in place of its own',
    default: null,
  },
  inPlace: {
    usage: '--in-place',
    help: "with --host process: run in the app's own folder instead of a copy",
    default: false,
  },
  credentials: {
    usage: '--credentials <source>',
    help: 'give the app real tokens: adc, gcloud, impersonate=ACCOUNT or key=FILE',
    default: null,
  },
  metadata: {
    usage: '--metadata <key=value>',
    help: "the project's custom metadata, project/attributes/KEY",
    repeatable: true,
    default: [],
  },
  metadataFromFile: {
    usage: '--metadata-from-file <key=file>',
    help: 'the same, with what a file holds for its value',
    repeatable: true,
    default: [],
  },
  fault: {
    usage: '--fault <fault>',
    help: 'let the metadata server fail, to try what the app does then',
    choices: metadataFaults,
    repeatable: true,
    default: [],
  },
  file: { usage: '--file <file>', help: "default: the app's cron.yaml", default: null },
  at: { usage: '--at <time>', help: 'as if it were then; default: now', default: null },
  count: {
    usage: '--count <number>',
    help: 'how many times of each job to print',
    number: { min: 1, max: 1_000 },
    default: 1,
  },
  session: {
    usage: '--session <session>',
    help: 'an app, as `run` was given it, or the id of a session; default: this folder',
    default: null,
  },
  queue: { usage: '--queue <name>', help: "the queue's name", default: 'default' },
  data: { usage: '--data <text>', help: 'the body; @FILE takes it from a file', default: null },
  header: {
    usage: '--header <name: value>',
    help: 'a header of the request',
    repeatable: true,
    default: [],
  },
  method: {
    usage: '--method <method>',
    help: 'the method of the request',
    choices: ['POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'],
    default: 'POST',
  },
  name: { usage: '--name <name>', help: "the task's name; default: made up", default: null },
  retryCount: {
    usage: '--retry-count <count>',
    help: 'how many attempts were made before this one',
    number: { min: 0, max: 1_000_000 },
    default: 0,
  },
  service: {
    usage: '--service <name>',
    help: 'the service that gets it; default: `default`, or else the first one',
    default: null,
  },
  watch: { usage: '-w, --watch', help: 'print it again every two seconds', default: false },
  trace: {
    usage: '--trace <id>',
    help: 'only this request and what the app wrote about it; the first digits will do',
    default: null,
  },
  follow: { usage: '-f, --follow', help: 'go on as new lines come', default: false },
  all: { usage: '--all', help: 'every session, not only those of this app', default: false },
  update: { usage: '--update', help: "take the packages' newest versions", default: false },
  mirror: {
    usage: '--mirror <url>',
    help: 'take Debian packages from here instead of the default mirror',
    repeatable: true,
    default: [],
  },
  acceptExpired: {
    usage: '--accept-expired',
    help: 'take a Debian suite whose Release file has expired',
    default: false,
  },
  only: { usage: '--only <id>', help: 'make this check and no others', repeatable: true, default: [] },
  skip: { usage: '--skip <id>', help: 'leave out this check', repeatable: true, default: [] },
  list: { usage: '--list', help: 'print the checks and start nothing', default: false },
  requests: {
    usage: '--requests <count>',
    help: 'how many requests the check of the memory sends',
    number: { min: 0, max: 100_000 },
    default: 200,
  },
  junit: { usage: '--junit <file>', help: 'write a report as JUnit XML as well', default: null },
};

/** `buildArg` → `FLEXBUILD_BUILD_ARG`; `--no-cache` is FLEXBUILD_NO_CACHE. */
export function environmentTwin(name: FlagName): string {
  const long = /--([a-z-]+)/.exec(flags[name].usage)?.[1] ?? name;
  return `FLEXBUILD_${long.replaceAll('-', '_').toUpperCase()}`;
}
