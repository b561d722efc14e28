import { lines, type CodeExamples } from './types.ts';

const python = (version: string) =>
  lines('runtime_config:', '  operating_system: ubuntu22', `  runtime_version: "${version}"`);

const hash = '--hash=sha256:5f873c5184c897c8d9d1b05df1e3d01b14910ce69607a117bd3277098a5836ac';

/** FB2034 to FB2042: requirements files, and what is started out of them. */
export const requirementsExamples: CodeExamples = {
  FB2034: {
    example: { 'requirements.txt': lines('flask=3.1.0', 'gunicorn') },
    fix: { 'requirements.txt': lines('flask==3.1.0', 'gunicorn') },
  },
  FB2035: {
    example: {
      'requirements.txt': lines('gunicorn', '-r base.txt'),
      'base.txt': lines('-r requirements.txt'),
    },
    fix: { 'base.txt': lines('flask') },
  },
  FB2036: {
    example: 'A requirements.txt in Latin-1 with an é in a comment, and no line that says so.',
    fix: 'Save it as UTF-8, or begin it with `# -*- coding: latin-1 -*-`.',
  },
  FB2037: {
    example: {
      'app.yaml': python('3.9'),
      'requirements.txt': lines('Django==6.0.5; python_version >= "3.12"', 'gunicorn'),
    },
    fix: { 'app.yaml': python('3.13') },
  },
  FB2038: {
    example: { 'requirements.txt': lines(`flask==3.1.0 ${hash}`, 'gunicorn==23.0.0') },
    fix: {
      'requirements.txt': lines(
        `flask==3.1.0 ${hash}`,
        'gunicorn==23.0.0 --hash=sha256:ec400d38950de4dfd418cff8328b2c8faed0edb0d517d3394e457c317908ca4d',
      ),
    },
  },
  FB2039: {
    example: {
      'requirements.txt': lines('--index-url https://ci:${TOKEN}@pypi.example.com/simple', 'gunicorn'),
    },
    fix: 'Remove the line, and name the index in pip.conf on the machine that builds.',
  },
  FB2040: {
    example: {
      'app.yaml': lines('entrypoint: uvicorn main:app --host 0.0.0.0 --port $PORT'),
      'requirements.txt': lines('fastapi'),
    },
    fix: { 'requirements.txt': lines('fastapi', 'uvicorn') },
  },
  FB2041: {
    example: {
      'app.yaml': python('3.9'),
      'pyproject.toml': lines('[project]', 'requires-python = ">=3.12"'),
      'requirements.txt': lines('gunicorn'),
    },
    fix: { 'app.yaml': python('3.13') },
  },
  FB2042: {
    example: { 'requirements.txt': lines('./wheels/shop-1.0-py3-none-any.whl', 'gunicorn') },
    fix: { 'requirements.txt': lines('shop==1.0', 'gunicorn') },
  },
};
