#!/usr/bin/env bash
# make test: makes sure that the programs the tests run are there. On Debian and its like, with root, it installs what is
# missing; elsewhere it names it. Where nothing is missing, it does nothing.
set -euo pipefail

# A program that has to run, and Debian's package that has it.
tools=(
  "python3 -c 'import venv, ensurepip'|python3-venv"
  "openssl version|openssl"
  "ps --version|procps"
  "curl --version|curl"
  "zsh --version|zsh"
  "fish --version|fish"
)

main() {
  local tool missing=()
  for tool in "${tools[@]}"; do
    bash -c "${tool%|*}" >/dev/null 2>&1 || missing+=("${tool#*|}")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "tools: error: the tests need what Debian has in: ${missing[*]}" >&2
    echo "tools: hint: Install it, on Debian with: sudo apt-get install ${missing[*]}" >&2
    exit 69
  fi
  echo "tools: installing ${missing[*]}" >&2
  # By default, `update` succeeds even where no list could be fetched.
  apt-get -qq -o APT::Update::Error-Mode=any update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
}

main
