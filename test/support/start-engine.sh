#!/usr/bin/env bash
# make engine: makes sure that a container engine answers, and that mmdebstrap is there where it can be had.
# Where an engine answers already, that is all. Else, on Debian and its like, with root or sudo without a password, it
# installs and starts Debian's docker.io, with systemd or without. Elsewhere it says what to do. It never stops an engine.
#
# For an engine apart from the machine's own: FLEXBUILD_ENGINE_SOCKET, FLEXBUILD_ENGINE_DATA, FLEXBUILD_ENGINE_LOG.
set -euo pipefail

socket=${FLEXBUILD_ENGINE_SOCKET:-/var/run/docker.sock}
data=${FLEXBUILD_ENGINE_DATA:-/var/lib/docker}
log=${FLEXBUILD_ENGINE_LOG:-/var/log/flexbuild-dockerd.log}
wait_seconds=60

main() {
  local endpoint
  endpoint=$(named_endpoint)
  if [[ -n $endpoint ]]; then
    answers "$endpoint" || fail "nothing answers on $endpoint, which DOCKER_HOST or the docker context names." \
      "Start the engine there, unset DOCKER_HOST, or choose another with: docker context use default"
  elif ! usual_engine_answers; then
    provide_engine
  fi
  provide_mmdebstrap
}

# ---- is there one? ---------------------------------------------------------------------------------------------------

# What DOCKER_HOST names, else what the current docker context does; nothing where neither names any.
named_endpoint() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    echo "$DOCKER_HOST"
    return
  fi
  local config=${DOCKER_CONFIG:-${HOME:-/root}/.docker} context
  context=${DOCKER_CONTEXT:-$(json_string currentContext "$config/config.json")}
  [[ -n $context && $context != default ]] || return 0
  # The CLI names a context's folder by the digest of the context's name.
  local endpoint
  endpoint=$(json_string Host "$config/contexts/meta/$(sha256 "$context")/meta.json")
  [[ -n $endpoint ]] || fail "the docker context $context does not exist." \
    "Choose one of those that 'docker context ls' shows, or unset DOCKER_CONTEXT."
  echo "$endpoint"
}

# The first value of a key in a JSON file that the docker CLI wrote; nothing where there is none.
json_string() {
  [[ -r $2 ]] || return 0
  tr -d '\n' <"$2" | sed -n "s/.*\"$1\"[[:space:]]*:[[:space:]]*\"\([^\"]*\)\".*/\1/p"
}

sha256() {
  if command -v sha256sum >/dev/null; then printf %s "$1" | sha256sum; else printf %s "$1" | shasum -a 256; fi | cut -c1-64
}

usual_engine_answers() {
  local candidate
  local candidates=("$socket" "${HOME:-/root}/.docker/run/docker.sock" "${HOME:-/root}/.colima/default/docker.sock"
    "${HOME:-/root}/.rd/docker.sock" "${XDG_RUNTIME_DIR:-/nonexistent}/docker.sock"
    "${XDG_RUNTIME_DIR:-/nonexistent}/podman/podman.sock")
  # An engine that was asked for by its socket is that one and no other.
  [[ -z ${FLEXBUILD_ENGINE_SOCKET:-} ]] || candidates=("$socket")
  for candidate in "${candidates[@]}"; do
    if [[ -S $candidate ]] && answers "unix://$candidate"; then return 0; fi
  done
  return 1
}

answers() {
  case $1 in
    unix://*) ping_http --unix-socket "${1#unix://}" http://engine/_ping "$1" ;;
    # Certificates and tunnels are the CLI's business.
    ssh://* | npipe://*) docker --host "$1" version >/dev/null 2>&1 ;;
    *)
      if [[ -n ${DOCKER_TLS_VERIFY:-} ]]; then
        docker --host "$1" version >/dev/null 2>&1
      else
        ping_http "http://${1#*://}/_ping" "$1"
      fi
      ;;
  esac
}

# curl's arguments, then the endpoint for a machine that has the docker CLI and no curl.
ping_http() {
  local endpoint=${*: -1}
  if command -v curl >/dev/null; then
    curl --fail --silent --noproxy '*' --max-time 3 --output /dev/null "${@:1:$#-1}"
  else
    command -v docker >/dev/null && docker --host "$endpoint" version >/dev/null 2>&1
  fi
}

# ---- then make one ---------------------------------------------------------------------------------------------------

provide_engine() {
  case $(uname -s) in
    Linux) ;;
    Darwin) fail "no container engine answers." "Start Docker Desktop (open -a Docker) or colima (colima start)." ;;
    *) fail "no container engine answers." "Start Docker Desktop; winget install Docker.DockerDesktop installs it." ;;
  esac
  if [[ $(id -u) != 0 ]]; then
    provide_engine_as_root
    return
  fi
  # Two at once would install and start twice.
  exec 9>/var/lock/flexbuild-engine
  command -v flock >/dev/null && flock 9
  if [[ -S $socket ]] && answers "unix://$socket"; then return; fi
  if ! command -v dockerd >/dev/null; then
    is_debian_like || fail "no container engine answers, and this is not Debian or like it." \
      "Install and start Docker or Podman with this system's own package manager."
    install_packages docker.io iptables ca-certificates curl
  fi
  if [[ -d /run/systemd/system && -z ${FLEXBUILD_ENGINE_SOCKET:-} ]]; then
    systemctl enable --now docker
    wait_for_engine ''
  else
    start_dockerd
  fi
  exec 9>&-
}

provide_engine_as_root() {
  if [[ ! -S $socket ]] || [[ -w $socket ]]; then
    may_be_root || fail "no container engine answers, and this user may not install one." \
      "Run 'sudo make engine', or start a rootless engine (podman system service --time=0) and set DOCKER_HOST to its socket."
    as_root
  fi
  [[ -w $socket ]] || fail "an engine listens on $socket, and this user may not talk to it." \
    "Run 'sudo usermod -aG docker $(id -un)' and log in again."
}

# Whether sudo does without a password.
may_be_root() { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }

# This script again.
as_root() {
  sudo -n --preserve-env=FLEXBUILD_ENGINE_SOCKET,FLEXBUILD_ENGINE_DATA,FLEXBUILD_ENGINE_LOG,http_proxy,https_proxy,no_proxy \
    bash "${BASH_SOURCE[0]}"
}

start_dockerd() {
  local arguments=(--data-root "$data" --host "unix://$socket" --group docker) pid
  mount_cgroups
  remove_stale_pid_files
  mkdir -p "$data" "$(dirname "$log")"
  if [[ $(stat --file-system --format=%T "$data") == overlayfs ]]; then
    say "warning: $data is on an overlay itself, so the slow storage driver vfs is used"
    arguments+=(--storage-driver vfs)
  fi
  if ! iptables --table nat --list >/dev/null 2>&1; then
    say "warning: iptables does not work here, so containers will have no published ports"
    arguments+=(--iptables=false --ip6tables=false)
  fi
  say "starting dockerd; its log is $log"
  setsid nohup dockerd "${arguments[@]}" >>"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  wait_for_engine "$pid"
}

# Without systemd nobody may have mounted the control groups.
mount_cgroups() {
  local controller
  if mountpoint --quiet /sys/fs/cgroup; then return; fi
  # Version 2, unless a controller is bound to a hierarchy of version 1 (second column).
  if grep -qw cgroup2 /proc/filesystems && ! awk '!/^#/ && $2 != 0 { bound = 1 } END { exit !bound }' /proc/cgroups; then
    mount -t cgroup2 none /sys/fs/cgroup
    return
  fi
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
  while read -r controller; do
    mkdir -p "/sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "/sys/fs/cgroup/$controller" ||
      say "warning: the control group $controller cannot be mounted"
  done < <(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups)
}

# After a crash, dockerd 20.10 takes whoever has the old process id for its containerd, waits 15 s for it and gives up.
remove_stale_pid_files() {
  local file program pid
  for file in /var/run/docker.pid:dockerd /var/run/docker/containerd/containerd.pid:containerd; do
    program=${file#*:} file=${file%:*}
    [[ -s $file ]] || continue
    pid=$(<"$file")
    grep -qs "$program" "/proc/$pid/cmdline" || rm -f "$file"
  done
  if [[ -e /var/run/docker.pid && -z ${FLEXBUILD_ENGINE_SOCKET:-} ]]; then
    fail "dockerd runs (process $(</var/run/docker.pid)) and does not answer on $socket." "See its log, or stop it."
  fi
}

# Gives up when the process does, where one is named.
wait_for_engine() {
  local pid=$1 tries
  for ((tries = wait_seconds * 5; tries > 0; tries--)); do
    if answers "unix://$socket"; then
      say "an engine answers on $socket"
      return
    fi
    if [[ -n $pid ]] && ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.2
  done
  [[ ! -e $log ]] || tail -n 20 "$log" >&2
  fail "dockerd did not come up within $wait_seconds s." "See $log, or with systemd: journalctl --unit docker."
}

# ---- packages --------------------------------------------------------------------------------------------------------

# Without it, base images come from a registry alone; so its absence is no failure.
provide_mmdebstrap() {
  if command -v mmdebstrap >/dev/null || [[ $(uname -s) != Linux ]] || ! is_debian_like; then return; fi
  if [[ $(id -u) == 0 ]]; then
    install_packages mmdebstrap
  elif may_be_root; then
    as_root
  else
    say "warning: mmdebstrap is not installed; where no registry answers, run: sudo apt-get install mmdebstrap"
  fi
}

is_debian_like() {
  [[ -r /etc/os-release ]] && (
    # shellcheck source=/dev/null
    . /etc/os-release
    [[ " ${ID:-} ${ID_LIKE:-} " =~ \ (debian|ubuntu)\  ]]
  )
}

install_packages() {
  local policy=/usr/sbin/policy-rc.d apt_log
  apt_log=$(mktemp)
  say "installing $*"
  # Without systemd no package may start a service by itself: this script does, in its own way.
  if [[ ! -d /run/systemd/system && ! -e $policy ]]; then
    # shellcheck disable=SC2064 # The name has to be that of now.
    trap "rm -f $policy" EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # By default, `update` succeeds even where no list could be fetched.
  if ! {
    apt-get -o APT::Update::Error-Mode=any update &&
      apt-get install --yes --no-install-recommends "$@"
  } >"$apt_log" 2>&1; then
    tail -n 15 "$apt_log" >&2
    fail "apt-get could not install $*." "See the lines above; check the network and the proxy (http_proxy)."
  fi
  rm -f "$apt_log"
}

# ---- words -----------------------------------------------------------------------------------------------------------

say() { echo "engine: $*" >&2; }

# What is wrong, and what to do.
fail() {
  say "error: $1"
  say "hint: $2"
  exit 69
}

main
