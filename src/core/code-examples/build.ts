import { lines, type CodeExamples } from './types.ts';

/** FB3xxx: files, and the build of an image. */
export const buildExamples: CodeExamples = {
  FB3001: {
    example: { 'app.yaml': lines('skip_files:', '- ^tests/.*$'), '.gcloudignore': lines('docs/') },
    fix: 'Keep one of the two: put a line for each pattern of skip_files into .gcloudignore, and take skip_files out.',
  },
  FB3002: {
    example: { '.gcloudignore': lines('#!include:shared.ignore') },
    fix: 'Include a file of the same folder that is there, such as `#!include:.gitignore`; or write its lines into .gcloudignore.',
  },
  FB3003: {
    example: { '.dockerignore': lines('docs/[a-') },
    fix: { '.dockerignore': lines('docs/[a-z]*') },
  },
  FB3004: {
    example: { 'app.yaml': lines('skip_files:', '- ^(?!src/).*$') },
    fix: { 'app.yaml': lines('skip_files:', '- ^(docs|tests)/.*$') },
  },
  FB3005: {
    example: { '.gcloudignore': lines('*.yaml') },
    fix: { '.gcloudignore': lines('*.yaml', '!app.yaml') },
  },
  FB3011: {
    example:
      '`SSL_CERT_FILE=/etc/ssl/company.pem flexbuild build`, where that file is gone or holds no certificate.',
    fix: '`SSL_CERT_FILE=/usr/local/share/ca-certificates/company.crt flexbuild build`, a file that begins with -----BEGIN CERTIFICATE-----.',
  },
  FB3012: {
    example: '`HTTPS_PROXY=proxy.example flexbuild build`',
    fix: '`HTTPS_PROXY=http://proxy.example:3128 flexbuild build`',
  },
  FB3013: {
    example:
      '`HTTP_PROXY=http://127.0.0.1:3128 flexbuild build`, where the proxy listens on 127.0.0.1 alone: inside a container that is the container.',
    fix: 'Let the proxy listen on the address that the message names as well; or name one that containers can reach.',
  },
  FB3014: {
    example: 'A package index with a password, and an engine without BuildKit.',
    fix: 'Use an engine with BuildKit (Docker 20.10 or newer has it); or a Dockerfile that needs none of these settings.',
  },
  FB3015: {
    example: { Dockerfile: lines('FROM python:3.13-slim', 'ARG HTTPS_PROXY', 'RUN pip install flask') },
    fix: { Dockerfile: lines('FROM python:3.13-slim', 'RUN pip install flask') },
  },
  FB3101: {
    example: { Dockerfile: lines('FROM debian', 'RUN apt-get install -y no-such-package') },
    fix: 'The output above the error is that of the step; `-v` shows all of it.',
  },
  FB3102: {
    example: { Dockerfile: lines('FROM debian', 'RUNN apt-get update') },
    fix: { Dockerfile: lines('FROM debian', 'RUN apt-get update') },
  },
  FB3103: {
    example: { Dockerfile: lines('FROM registry.example/base:1') },
    fix: 'Check the name, and whether this machine reaches that registry; `--base-image` takes an image that the engine has, where the Dockerfile begins with `ARG BASE_IMAGE`.',
  },
  FB3104: {
    example: 'The disk of the engine is full: old images and build caches are what takes most.',
    fix: '`docker system df` shows what does; `docker image prune` and `docker builder prune` remove what nothing uses.',
  },
  FB3201: {
    example: '`flexbuild plan ./bakcend`',
    fix: '`flexbuild plan ./backend`',
  },
  FB3202: {
    example: 'An app.yaml that belongs to another user, with mode 600.',
    fix: '`chmod a+r app.yaml`, as its owner.',
  },
  FB3203: {
    example:
      '`flexbuild build ./backend --dockerfile docker/Dockerfile`: only files below ./backend are sent to the engine.',
    fix: '`flexbuild build ./backend --context . --dockerfile docker/Dockerfile`',
  },
  FB3204: {
    example: 'The Dockerfile was removed after the app had been planned.',
    fix: '`flexbuild gen-config --custom` writes one.',
  },
  FB3205: {
    example: '`flexbuild run --image shop:lates`',
    fix: '`flexbuild run --image shop:latest`, a name that `docker image ls` shows or a registry has.',
  },
  FB3206: {
    example: { 'requirements.txt': lines('flsk==3.1.2') },
    fix: { 'requirements.txt': lines('flask==3.1.2') },
  },
  FB3211: {
    example:
      '`flexbuild gen-config --custom` for an app.yaml that says `runtime: custom`, and no flexbuild.lock beside it.',
    fix: 'Edit the Dockerfile, which is yours; or say what it was made for: `flexbuild gen-config --custom --runtime python`.',
  },
  FB3212: {
    example: '`flexbuild gen-config --custom` in a folder that is read-only.',
    fix: '`flexbuild gen-config --custom --stdout` prints the files instead; or make the folder writable.',
  },
  FB3213: {
    example: '`flexbuild gen-config` in a folder that has an app.yaml.',
    fix: '`flexbuild gen-config --custom`, for a Dockerfile of that app.yaml.',
  },
  FB3214: {
    example: '`flexbuild gen-config --custom --runtime nodejs` for an app.yaml that says `runtime: python`.',
    fix: '`flexbuild gen-config --custom`, which goes by app.yaml.',
  },
  FB3215: {
    example: 'A merge left its `<<<<<<<` marks in flexbuild.lock.',
    fix: '`git checkout --ours flexbuild.lock`, then `flexbuild gen-config --custom`.',
  },
  FB3216: {
    example:
      'app.yaml and api.yaml lie in one folder, and `flexbuild gen-config --custom` has run for app.yaml. Now it is to run for api.yaml, which would take over the Dockerfile.',
    fix: 'A folder for each service: a Dockerfile is for one.',
  },
  FB3220: {
    example: '`flexbuild explain resource.cpu`',
    fix: '`flexbuild explain resources.cpu`; `flexbuild explain` alone shows all there is.',
  },
  FB3250: {
    example: '`flexbuild init --ci gitlab` in a repository that has a .gitlab-ci.yml.',
    fix: '`flexbuild init --ci gitlab --stdout` prints the job, to be added by hand.',
  },
};
