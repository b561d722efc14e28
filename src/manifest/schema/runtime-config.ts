import { docs } from './docs.ts';
import type { KnownName, MapField, Pattern } from './field.ts';
import { variableName } from './names.ts';

const operatingSystem = {
  expression: '[a-z0-9]+',
  means: 'lower-case letters and digits, such as ubuntu22',
} as const satisfies Pattern;

const current = {
  operating_system: { about: 'The system of the image: `ubuntu22`, `ubuntu24`.', pattern: operatingSystem },
  runtime_version: { about: 'Version of the language, quoted: `"3.12"`.' },
} as const satisfies Readonly<Record<string, KnownName>>;

const of = (runtime: string, about: string) => ({ about, runtimes: [runtime] }) as const satisfies KnownName;

/** Settings that builders of older runtimes read from the file. */
const older = {
  python_version: of('python', 'Version of Python up to 3.7.'),
  server: of('java', 'The web server: `jetty9`.'),
  jdk: of('java', 'The JDK: `openjdk8`.'),
  document_root: of('php', 'The folder that is served.'),
  front_controller_file: of('php', 'The script that answers requests.'),
  nginx_conf_override: of('php', 'An nginx.conf that replaces the own one.'),
  nginx_conf_include: of('php', 'A file for the server section of nginx.conf.'),
  nginx_conf_http_include: of('php', 'A file for the http section of nginx.conf.'),
  php_fpm_conf_override: of('php', 'A php-fpm.conf that is added.'),
  php_ini_override: of('php', 'A php.ini that is added.'),
  supervisord_conf_addition: of('php', 'A supervisord.conf that is added.'),
  supervisord_conf_override: of('php', 'A supervisord.conf that replaces the own one.'),
  composer_flags: of('php', 'Flags of `composer install`.'),
  whitelist_functions: of('php', 'Functions of PHP that are allowed again.'),
  skip_lockdown_document_root: of('php', 'Whether the folder that is served stays writable.'),
  enable_stackdriver_integration: of('php', 'Whether errors go to Cloud Logging.'),
  builder_debug_output: of('php', 'Whether the builder says more.'),
  base_os: of('php', 'The system of the image.'),
  packages: { about: 'Debian packages to install.', runtimes: ['ruby'], orList: true },
  build: { about: 'Commands of the build.', runtimes: ['ruby'], orList: true },
  dotenv_config: of('ruby', 'The configuration that dotenv reads.'),
  entrypoint: of('ruby', 'The command, where the key of this name is not set.'),
} as const satisfies Readonly<Record<string, KnownName>>;

/** Settings of the runtime; which there are depends on it. */
export const runtimeConfig = {
  type: 'map',
  about: 'Settings of the runtime: operating_system, runtime_version and others.',
  docs: docs.runtimeConfig,
  keys: variableName,
  reading: 'as-written',
  known: { ...current, ...older },
} as const satisfies MapField;

/** The Admin API's name of the two settings that it knows. */
export const flexibleRuntimeSettings = {
  type: 'map',
  about: "The Admin API's name of `runtime_config`.",
  docs: docs.runtimeConfig,
  keys: variableName,
  reading: 'as-written',
  known: { ...current, operating_system: { ...current.operating_system, required: true } },
  status: { kind: 'alias', of: 'runtime_config', deprecated: false },
} as const satisfies MapField;
