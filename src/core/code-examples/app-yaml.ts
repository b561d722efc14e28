import { lines, type CodeExamples } from './types.ts';

/** FB1xxx: app.yaml, and reading the app's files. */
export const appYamlExamples: CodeExamples = {
  FB1001: {
    example: 'A folder without app.yaml, or a file name that is not there.',
    fix: '`flexbuild init` writes one; or name the folder that has it: `flexbuild plan ./backend`.',
  },
  FB1002: {
    example: { 'app.yaml': lines('env_variables:', '  GREETING: "Hello') },
    fix: { 'app.yaml': lines('env_variables:', '  GREETING: "Hello"') },
  },
  FB1003: {
    example: {
      'app.yaml': lines('liveness_check: &check', '  path: /health', 'readiness_check: *check'),
    },
    fix: {
      'app.yaml': lines('liveness_check:', '  path: /health', 'readiness_check:', '  path: /health'),
    },
  },
  FB1004: {
    example: { 'app.yaml': lines('- runtime: python', '- env: flex') },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex') },
  },
  FB1005: {
    example: { 'app.yaml': lines('resources:', '  cpu: 1', 'resources:', '  memory_gb: 2') },
    fix: { 'app.yaml': lines('resources:', '  cpu: 1', '  memory_gb: 2') },
  },
  FB1006: {
    example: { 'app.yaml': lines('env_vars:', '  GREETING: Hello') },
    fix: { 'app.yaml': lines('env_variables:', '  GREETING: Hello') },
  },
  FB1007: {
    example: { 'app.yaml': lines('resources:', '  cpu: two') },
    fix: { 'app.yaml': lines('resources:', '  cpu: 2', '  memory_gb: 2') },
  },
  FB1008: {
    example: { 'app.yaml': lines('runtime: python', 'env: flexi') },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex') },
  },
  FB1009: {
    example: { 'app.yaml': lines('resources:', '  cpu: 3', '  memory_gb: 3') },
    fix: { 'app.yaml': lines('resources:', '  cpu: 4', '  memory_gb: 4') },
  },
  FB1010: {
    example: { 'app.yaml': lines('manual_scaling: {}') },
    fix: { 'app.yaml': lines('manual_scaling:', '  instances: 1') },
  },
  FB1011: {
    example: {
      'app.yaml': lines('manual_scaling:', '  instances: 2', 'automatic_scaling:', '  max_num_instances: 5'),
    },
    fix: { 'app.yaml': lines('automatic_scaling:', '  max_num_instances: 5') },
  },
  FB1012: {
    example: { 'app.yaml': lines('env_variables:', '  PORT: "9000"') },
    fix: { 'app.yaml': lines('env_variables:', '  ADMIN_PORT: "9000"') },
  },
  FB1013: {
    example: { 'app.yaml': lines('resources:', '  cpu: 2', '  memory_gb: 20') },
    fix: { 'app.yaml': lines('resources:', '  cpu: 4', '  memory_gb: 20') },
  },
  FB1014: {
    example:
      '`flexbuild plan --substitute` with `GREETING: ${GREETING}` in app.yaml, and no such variable set.',
    fix: '`GREETING=Hello flexbuild plan --substitute`; or write the value itself into app.yaml.',
  },
  FB1015: {
    example: { 'app.yaml': lines('version: v1') },
    fix: 'Take the key out, and name the version at the deploy: `gcloud app deploy --version v1`.',
  },
  FB1016: {
    example: 'A file of more than 128 kB, or with more than 100 brackets within each other, is no app.yaml.',
    fix: 'Name the file that you mean: `flexbuild plan backend/app.yaml`.',
  },
  FB1017: {
    example: { 'app.yaml': lines('runtime: nodejs20', 'env: flex') },
    fix: {
      'app.yaml': lines(
        'runtime: nodejs',
        'env: flex',
        'runtime_config:',
        '  operating_system: ubuntu22',
        '  runtime_version: "20"',
      ),
    },
  },
  FB1018: {
    example: { 'app.yaml': lines('includes:', '- no-such-file.yaml') },
    fix: {
      'app.yaml': lines('includes:', '- shared.yaml'),
      'shared.yaml': lines('env_variables:', '  GREETING: Hello'),
    },
  },
  FB1019: {
    example: 'An app.yaml in UTF-16, as `echo "runtime: python" > app.yaml` writes it in PowerShell 5.',
    fix: '`"runtime: python" | Out-File -Encoding ascii app.yaml`, or save it as UTF-8 in an editor.',
  },
  FB1020: {
    example: 'A file with more than a hundred problems, such as the configuration of another tool.',
    fix: 'Put the first ones right, or name the file that you mean.',
  },
  FB1101: {
    example: { 'app.yaml': lines('beta_settings:', '  cloud_sql_instances: shop:europe-west1:db') },
    fix: 'Nothing for App Engine, where the key counts. Here, reach a database through the environment: `flexbuild run --env DATABASE_URL=…`.',
  },
  FB1102: {
    example: { 'app.yaml': lines('env_variables:', '  DEBUG: yes') },
    fix: { 'app.yaml': lines('env_variables:', '  DEBUG: "yes"') },
  },
  FB1103: {
    example: { 'app.yaml': lines('module: shop') },
    fix: { 'app.yaml': lines('service: shop') },
  },
  FB1104: {
    example: { 'app.yaml': lines('runtime: python', 'env: flex', 'instance_class: F2') },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex', 'resources:', '  cpu: 2', '  memory_gb: 2.6') },
  },
  FB1105: {
    example: { 'app.yaml': lines('service: recommendations-for-returning-customers') },
    fix: { 'app.yaml': lines('service: recommendations') },
  },
  FB1106: {
    example: { 'app.yaml': lines('runtime_config:', '  runtime_verison: "3.12"') },
    fix: { 'app.yaml': lines('runtime_config:', '  runtime_version: "3.12"') },
  },
  FB1107: {
    example: { 'app.yaml': lines('entrypoint: |', '  gunicorn -b :$PORT', '    main:app') },
    fix: { 'app.yaml': lines('entrypoint: gunicorn -b :$PORT main:app') },
  },
  FB1201: {
    example: '`flexbuild plan --context ./no-such-folder`',
    fix: '`flexbuild plan --context ./backend`, a folder that is there.',
  },
  FB1202: {
    example: 'A file of the app that this user may not read, or whose name is not UTF-8.',
    fix: '`chmod u+r FILE`; or put it on the list in .gcloudignore, where the app does not need it.',
  },
  FB1203: {
    example: "Only a program that uses flexbuild's library meets this: `source.read('no-such-file')`.",
    fix: '`source.readText(path)`, which gives null for a file that is not there.',
  },
};
