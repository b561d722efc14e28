#!/usr/bin/env bash
# make demo: one example from app.yaml to a served page, with the command line that users have. Where no container engine
# can be had, it runs as plain processes, with whatever Python there is.
set -euo pipefail

app=${1:?the folder of an example}
flexbuild=dist/bin.js

main() {
  local host=(--host container)
  "$(dirname "$0")/start-engine.sh" || host=(--host process --python python3)
  trap '"$flexbuild" down "$app" >/dev/null 2>&1 || true' EXIT
  "$flexbuild" run "$app" "${host[@]}" --detach --port "${FLEXBUILD_DEMO_PORT:-0}"
  local url
  url=$("$flexbuild" ps "$app" --format json | node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8")).sessions[0].url)')
  echo "--- the page at $url"
  node -e 'fetch(process.argv[1]).then(async (page) => { process.stdout.write(await page.text()); process.exitCode = page.ok ? 0 : 1; })' "$url"
  echo "---"
  "$flexbuild" down "$app"
  trap - EXIT
}

main
