import { lines, type CodeExamples } from './types.ts';

const flask = { 'main.py': lines('app = make_app()'), 'requirements.txt': lines('flask', 'gunicorn') };

/** FB2xxx: the runtime, and the plan. */
export const planExamples: CodeExamples = {
  FB2001: {
    example:
      '`flexbuild gen-config` in a folder with neither a Dockerfile nor a requirements.txt nor a Python file.',
    fix: '`flexbuild gen-config ./backend`, the folder that the app is in; or `flexbuild gen-config --runtime python`.',
  },
  FB2002: {
    example: { 'app.yaml': lines('runtime: python') },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex'), ...flask },
  },
  FB2003: {
    example: { 'app.yaml': lines('runtime: pyton', 'env: flex') },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex'), ...flask },
  },
  FB2004: {
    example: { 'app.yaml': lines('runtime: python', 'env: flex'), Dockerfile: lines('FROM debian') },
    fix: { 'app.yaml': lines('runtime: custom', 'env: flex') },
  },
  FB2005: {
    example: { 'app.yaml': lines('runtime: custom', 'env: flex') },
    fix: 'Write a Dockerfile; or say `runtime: python`, whose Dockerfile flexbuild writes.',
  },
  FB2006: {
    example: {
      'app.yaml': lines('runtime: custom', 'env: flex'),
      Dockerfile: lines('FROM debian'),
      'cloudbuild.yaml': lines('steps: []'),
    },
    fix: 'Remove one of the two files.',
  },
  FB2007: {
    example: '`flexbuild build --dockerfile Dockerfile.prod`, with no such file in the folder that is built.',
    fix: '`flexbuild build --dockerfile docker/Dockerfile`',
  },
  FB2010: {
    example: {
      'app.yaml': lines('runtime_config:', '  operating_system: ubuntu22', '  runtime_version: "3.99"'),
    },
    fix: {
      'app.yaml': lines('runtime_config:', '  operating_system: ubuntu22', '  runtime_version: "3.13"'),
    },
  },
  FB2011: {
    example: { 'app.yaml': lines('runtime_config:', '  python_version: "3.11"') },
    fix: {
      'app.yaml': lines('runtime_config:', '  operating_system: ubuntu22', '  runtime_version: "3.11"'),
    },
  },
  FB2012: {
    example: { '.python-version': lines('# to be decided') },
    fix: { '.python-version': lines('3.13') },
  },
  FB2020: {
    example: {
      'app.yaml': lines('runtime: python', 'env: flex'),
      'main.py': lines('import shop'),
      'shop/wsgi.py': lines('application = make_app()'),
    },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex', 'entrypoint: gunicorn -b :$PORT shop.wsgi') },
  },
  FB2021: {
    example: {
      'app.yaml': lines('runtime: python', 'env: flex', "entrypoint: gunicorn --name 'shop main:app"),
    },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex', "entrypoint: gunicorn --name 'shop' main:app") },
  },
  FB2022: {
    example: { Procfile: lines('worker: python worker.py') },
    fix: { Procfile: lines('web: gunicorn -b :$PORT main:app', 'worker: python worker.py') },
  },
  FB2023: {
    example: {
      'app.yaml': lines(
        'runtime: python',
        'env: flex',
        `entrypoint: '["gunicorn", "-b", ":$PORT", "main:app"]'`,
      ),
    },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex', 'entrypoint: gunicorn -b :$PORT main:app') },
  },
  FB2024: {
    example: {
      'app.yaml': lines(
        'runtime: python',
        'env: flex',
        'entrypoint: gunicorn -b :$PORT main:app | tee app.log',
      ),
    },
    fix: {
      'app.yaml': lines(
        'runtime: python',
        'env: flex',
        'entrypoint: exec gunicorn -b :$PORT main:app > app.log',
      ),
    },
  },
  FB2025: {
    example: {
      'app.yaml': lines('runtime: python', 'env: flex', 'entrypoint: gunicorn -b :$PORT main:app'),
      Procfile: lines('web: python main.py'),
    },
    fix: { 'app.yaml': lines('runtime: python', 'env: flex') },
  },
  FB2030: {
    example: { 'requirements.txt': lines('flask') },
    fix: { 'requirements.txt': lines('flask', 'gunicorn') },
  },
  FB2031: {
    example: { 'app.yaml': lines('runtime: python', 'env: flex', 'entrypoint: gunicorn -b :$PORT main:app') },
    fix: {
      'app.yaml': lines('runtime: python', 'env: flex', 'entrypoint: gunicorn -b :$PORT -w 3 main:app'),
    },
  },
  FB2032: {
    example: { 'pyproject.toml': lines('[project]', 'dependencies = ["flask"]') },
    fix: '`uv export --no-hashes > requirements.txt`, or the same of the tool that you use.',
  },
  FB2033: {
    example: { 'requirements.txt': lines('-r base.txt', 'gunicorn') },
    fix: { 'requirements.txt': lines('-r base.txt', 'gunicorn'), 'base.txt': lines('flask') },
  },
};
