#!/bin/sh
# Schemathesis with all checks but one against a service that runs: sh test/search-api/schemathesis.sh [URL] [EXAMPLES]
# Start one first: npm run lesion -- serve --store ... --rate-limit 0. Needs `pip install schemathesis==4.32.5`.
set -eu
url="${1:-http://127.0.0.1:4600}"
here="$(dirname "$0")"
exec schemathesis --config-file "$here/schemathesis.toml" run "$url/openapi.json" \
  --checks all --exclude-checks use_after_free --max-examples "${2:-50}" --continue-on-failure --seed 1
