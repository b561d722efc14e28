import { lines, type CodeExamples } from './types.ts';

const custom = { 'app.yaml': lines('runtime: custom', 'env: flex') };

/** A Dockerfile whose middle and end are these. */
function dockerfile(...texts: readonly string[]): Readonly<Record<string, string>> {
  return { Dockerfile: lines('FROM python:3.13-slim', ...texts) };
}

const serves = 'CMD exec gunicorn -b :$PORT main:app';

/** FB205x and FB206x: Dockerfiles of custom runtimes. */
export const dockerfileExamples: CodeExamples = {
  FB2050: {
    example: {
      ...custom,
      ...dockerfile('RUN --mount=type=cache,target=/root/.cache pip install gunicorn', serves),
    },
    fix: dockerfile('RUN pip install gunicorn', serves),
  },
  FB2051: {
    example: {
      ...custom,
      ...dockerfile('RUN <<EOF', 'apt-get update', 'apt-get install --yes git', 'EOF', serves),
    },
    fix: dockerfile('RUN apt-get update \\', '    && apt-get install --yes git', serves),
  },
  FB2052: {
    example: { ...custom, ...dockerfile('COPY --link --chmod=755 start.sh /', 'CMD ["/start.sh"]') },
    fix: dockerfile('COPY start.sh /', 'RUN chmod 755 /start.sh', 'CMD ["/start.sh"]'),
  },
  FB2053: {
    example: {
      ...custom,
      Dockerfile: lines('# syntax=docker/dockerfile:1', 'FROM python:3.13-slim', serves),
    },
    fix: dockerfile(serves),
  },
  FB2054: {
    example: {
      ...custom,
      ...dockerfile('EXPOSE 5000', 'CMD ["flask", "run", "--host=0.0.0.0", "--port=5000"]'),
    },
    fix: dockerfile('CMD ["flask", "run", "--host=0.0.0.0", "--port=8080"]'),
  },
  FB2055: {
    example: { ...custom, ...dockerfile('CMD exec uvicorn main:app --port $PORT') },
    fix: dockerfile('CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT'),
  },
  FB2056: {
    example: { ...custom, ...dockerfile('COPY . .') },
    fix: dockerfile('COPY . .', serves),
  },
  FB2060: {
    example: {
      ...custom,
      'cloudbuild.yaml': lines('steps:', '- name: gcr.io/k8s-skaffold/pack', '  args: [build, my-image]'),
    },
    fix: '`flexbuild run --image my-image`, with an image that Cloud Build has made.',
  },
};
