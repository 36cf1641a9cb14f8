#!/usr/bin/env bash
# Has schemathesis make requests from the OpenAPI document of a running bot, valid ones and broken ones, and checks every answer
# against the document. Needs the built command (npm run build). Where schemathesis cannot be installed, it says so and ends with 0,
# unless COUNTERFOIL_REQUIRE_SCHEMATHESIS is set.
set -euo pipefail
cd "$(dirname "$0")/../.."

EXAMPLES="${SCHEMATHESIS_EXAMPLES:-50}"
SEED="${SCHEMATHESIS_SEED:-1}"
VERSION="${SCHEMATHESIS_VERSION:-4.32.5}"
MAIN="$PWD/dist/main.js"
FOLDER="$(mktemp -d)"
BOT=""

stop() {
  if [ -n "$BOT" ]; then
    kill -TERM "$BOT" 2>/dev/null || true
    wait "$BOT" 2>/dev/null || true
  fi
  rm -rf "$FOLDER"
}
trap stop EXIT

skip() {
  if [ -n "${COUNTERFOIL_REQUIRE_SCHEMATHESIS:-}" ]; then
    echo "schemathesis is required here, but $1" >&2
    exit 1
  fi
  echo "schemathesis was skipped: $1"
  exit 0
}

command -v curl >/dev/null || skip "there is no curl on this machine"
command -v python3 >/dev/null || skip "there is no python3 on this machine"
python3 -m venv "$FOLDER/venv" >/dev/null 2>&1 || skip "python3 cannot make a virtual environment (package python3-venv)"
"$FOLDER/venv/bin/pip" install -q "schemathesis==$VERSION" >"$FOLDER/pip.log" 2>&1 || skip "pip could not install schemathesis==$VERSION"

free_port() {
  node -e 'const s = require("node:net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}
PORT="$(free_port)"
PAGE="$(free_port)"

cd "$FOLDER"
node "$MAIN" token fuzzer --scopes read,run,triage,events >token.txt 2>/dev/null
TOKEN="$(sed -n 1p token.txt)"
LINE="$(sed -n 2p token.txt)"
printf 'id,balance,plan\n1,10.50,pro\n2,7,pro\n3,1,free\n' >crm.csv
printf 'id,balance,plan\n1,10.05,pro\n2,7,basic\n' >billing.csv
cat >counterfoil.yml <<CONFIG
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { balance: decimal, plan: text }
    expectWithin: 1h
    notify: { channel: "#ops" }
http:
  port: $PORT
  host: 127.0.0.1
  rate: 100000/s
  tokens:
    $LINE
CONFIG

# That wrong tokens are refused has tests of its own: so many of them are slowed down, which it would count as a mistake.
cat >schemathesis.toml <<'CONFIG'
[checks.negative_data_rejection]
expected-statuses = ["400", "404", "405", "409", "413", "414", "415", "431"]
CONFIG

node "$MAIN" playground --port "$PAGE" --data "$FOLDER/data" >bot.log 2>&1 &
BOT=$!
for _ in $(seq 1 120); do
  if curl -sf "http://127.0.0.1:$PORT/readyz" >/dev/null 2>&1; then break; fi
  if ! kill -0 "$BOT" 2>/dev/null; then cat bot.log >&2; exit 1; fi
  sleep 0.5
done
curl -sf -X POST "http://127.0.0.1:$PORT/api/runs" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
  -d '{"reconciliation":"customers","wait":60}' >/dev/null

"$FOLDER/venv/bin/schemathesis" --version
"$FOLDER/venv/bin/schemathesis" run "http://127.0.0.1:$PORT/openapi.json" \
  --header "Authorization: Bearer $TOKEN" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,negative_data_rejection,unsupported_method \
  --max-examples "$EXAMPLES" --seed "$SEED" --request-timeout 70 --no-color
