import type { CodeExamples } from './types.ts';

/** FB4xxx: the engine, and base images. */
export const engineExamples: CodeExamples = {
  FB4001: {
    example: '`flexbuild run` on a machine without Docker and Podman, or where neither is started.',
    fix: '`sudo systemctl start docker`, or install an engine; `DOCKER_HOST` names one on another machine.',
  },
  FB4002: {
    example: 'The socket /var/run/docker.sock belongs to the group docker, and you are not in it.',
    fix: '`sudo usermod -aG docker $USER`, then log in again; or use a rootless engine.',
  },
  FB4003: {
    example: '`DOCKER_HOST=tcp://build-machine:2375 flexbuild build`, where nothing listens there.',
    fix: '`unset DOCKER_HOST`, or start the engine of that machine.',
  },
  FB4004: {
    example: '`DOCKER_HOST=build-machine flexbuild build`',
    fix: '`DOCKER_HOST=ssh://build-machine flexbuild build`',
  },
  FB4005: {
    example: 'The engine was stopped or restarted while flexbuild used it.',
    fix: 'Run the command again; `journalctl -u docker` tells why the engine ended.',
  },
  FB4006: {
    example: '`flexbuild run --port 8080`, where another container has that port.',
    fix: '`flexbuild run --port 8081`, or `--port 0` for a free one.',
  },
  FB4007: {
    example: 'An image was removed by somebody else while flexbuild was about to use it.',
    fix: '`flexbuild build` makes it again.',
  },
  FB4008: {
    example: 'A Dockerfile with `CMD ["gunicorm", "main:app"]`: the image has no such program.',
    fix: '`CMD ["gunicorn", "main:app"]`, and `RUN pip install gunicorn` before it.',
  },
  FB4009: {
    example: 'Two processes make a container or a network of one name at the same moment.',
    fix: 'Run the command again.',
  },
  FB4010: {
    example: 'The engine answers with an error that flexbuild does not know: the message has its words.',
    fix: "Act on those words; `docker info` and the engine's log say more.",
  },
  FB4011: {
    example:
      'A program that uses the library asks an engine without BuildKit to keep a secret out of the image.',
    fix: 'Use an engine with BuildKit (Docker 20.10 or newer), or do without what the message names.',
  },
  FB4012: {
    example: 'The engine has made so many networks that no address range of its pool is free.',
    fix: '`docker network prune`, or widen `default-address-pools` in the settings of the engine.',
  },
  FB4101: {
    example:
      'No registry answers, and no Debian mirror either: the lines below the message have each place and why it failed.',
    fix: '`flexbuild build --base-image IMAGE` with an image that the engine has; `--mirror URL` for a Debian mirror of your company.',
  },
  FB4102: {
    example: '`flexbuild build --base-image pyton:3.13`',
    fix: '`flexbuild build --base-image python:3.13`',
  },
  FB4103: {
    example: 'A frozen mirror: its Release file says that it was valid until last week.',
    fix: '`flexbuild build --accept-expired`, where you know that the mirror is frozen on purpose.',
  },
  FB4104: {
    example: 'The mirror does not answer, or its name is not known here.',
    fix: 'Try again; behind a proxy, set HTTP_PROXY; `--mirror URL` names another one.',
  },
  FB4105: {
    example:
      '`flexbuild base build --mirror http://mirror.example/debian`, and that mirror has no suite bookworm.',
    fix: 'Name a mirror that has the whole archive.',
  },
  FB4106: {
    example: 'The folder for temporary files is full while a base image is made.',
    fix: '`TMPDIR=/var/tmp flexbuild build`, a folder on a disk with space.',
  },
  FB4107: {
    example: 'The kernel refuses user namespaces to ordinary users, and no container could be used instead.',
    fix: '`sudo sysctl kernel.unprivileged_userns_clone=1`, or run as root, or start an engine that has an image with apt.',
  },
  FB4108: {
    example:
      'A package could not be installed into the new root file system: the lines below the message are those of mmdebstrap.',
    fix: 'Act on those lines; `-v` shows all of them.',
  },
  FB4109: {
    example: '`flexbuild base rm flexbuild/base:no-such`',
    fix: '`flexbuild base list` shows the names.',
  },
  FB4110: {
    example: '`flexbuild base build --platform windows/amd64`',
    fix: '`flexbuild base build --platform linux/amd64`',
  },
};
