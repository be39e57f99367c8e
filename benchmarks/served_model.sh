#!/usr/bin/env bash
# The small model of a package behind `transformers serve`, asked as any model behind an API; minutes on 2 cores.
#   bash benchmarks/served_model.sh [options of llmsite run]
set -euo pipefail
cd "$(dirname "$0")/.."
PORT=${PORT:-18977}
FOLDER=$PWD/scratch/served/smollm2-135m-instruct
.venv/bin/python benchmarks/serve_smollm2.py --folder "$FOLDER" --port "$PORT" &
SERVER=$!
trap 'kill $SERVER' EXIT
until (: > "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; do
  kill -0 $SERVER
  sleep 1
done
.venv/bin/llmsite run "openai:$FOLDER" --base-url "http://127.0.0.1:$PORT/v1" \
  --name huggingfacetb/smollm2-135m-instruct --concurrency 1 "${@:---task=translate-quick}"
