#!/bin/sh
# Schemathesis with every check against a service that runs: sh test/search-api/schemathesis.sh [URL] [EXAMPLES] [SEED]
# Start one over a store that holds an image and may be written to: npm run lesion -- serve --store ... --rate-limit 0.
# Needs `pip install schemathesis==4.32.5`, of which all checks are on unless schemathesis.toml says otherwise.
set -eu
url="${1:-http://127.0.0.1:4600}"
here="$(dirname "$0")"
image="$(curl -sf "$url/v1/search" -H 'content-type: application/json' -d '{"text":"hair","limit":1}' |
  sed -E 's/.*"hits":\[\{"id":"([0-9a-f-]{36})".*/\1/')"
config="$(mktemp)"
trap 'rm -f "$config"' EXIT
sed "s/IMAGE_ID/$image/" "$here/schemathesis.toml" >"$config"
export SCHEMATHESIS_HOOKS="$here/schemathesis_hooks.py"
schemathesis --config-file "$config" run "$url/openapi.json" \
  --max-examples "${2:-50}" --continue-on-failure --seed "${3:-1}"
