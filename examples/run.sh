#!/usr/bin/env bash
# Installs what is missing, builds the drivers, runs every workflow on the sample data that comes with the repository and on a
# generated log, and prints what was drawn and where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake/install_packages.sh build
cmake/install_packages.sh engines && cmake/fetch_engines.sh ||
  echo "proflens: going on without; what is not built is named below" >&2
cmake --preset release
cmake --build build --parallel "$(nproc)" --target examples

figures=build/figures
logs=build/generated_logs
samples=tests/data/scheduler_log
mkdir -p "$figures" "$logs"
drawn=()
draw() {  # draw WHAT FILE ARGUMENTS...
  local what=$1 file=$figures/$2
  shift 2
  printf '\n%s\n' "--- $what"
  build/examples/draw_runtime_vs_tokens "$@" --output "$file"
  drawn+=("$file|$what")
}

draw "Three real slices of vLLM scheduler logs, with the line T = a + b S" runtime_vs_tokens.png \
  "RTX 3090, chunk 256:$samples/rtx3090_chunk_256.jsonl" \
  "2x A6000, chunk 512:$samples/a6000_tp2_chunk_512.jsonl" \
  "2x A6000, chunk 2048:$samples/a6000_tp2_chunk_2048.jsonl" \
  --trim 0 --fit line --summary "$figures/runtime_vs_tokens.json"
draw "The same, coloured by batch size" runtime_by_batch.pdf \
  --single "$samples" --color-by-batch --trim 0

configurations=()
for budget in 256 512 1024 2048; do
  log=$logs/budget_$budget.jsonl
  build/examples/generate_scheduler_log --budget "$budget" --steps 20000 --seed "$budget" --output "$log"
  configurations+=("budget $budget:$log")
done
draw "Four token budgets of a generated log, 20,000 steps each" generated_budgets.png "${configurations[@]}" \
  --title "Generated log: four token budgets" --fit line --summary "$figures/generated_budgets.md"
draw "The same as SVG" generated_budgets.svg "${configurations[@]}" \
  --title "Generated log: four token budgets" --fit line
draw "Mixed steps of the largest budget, coloured by batch size" generated_mixed.png \
  --single "${configurations[3]}" --regime mixed --color-by-batch --title "Generated log: mixed steps"

printf '\n%s\n' "--- Every kind of mark once"
build/examples/gallery "$figures/gallery"
drawn+=("$figures/gallery/*.png|Every kind of mark once")

tables=tests/data/benchmark_csv
plot_table() {  # plot_table WHAT FILE TABLE FLAGS...
  local what=$1 file=$figures/$2 table=$tables/$3.csv
  shift 3
  printf '\n%s\n' "--- $what"
  build/examples/plot_csv --csv_file "$table" --figure_png_file "$file" "$@"
  drawn+=("$file|$what")
}
plot_table "A real table of the Hugging Face benchmarks" benchmark_memory.png hf_transformers__inference_memory_1592985573
plot_table "Another, in which every run failed: the figure says so" benchmark_none.png \
  hf_transformers__train_memory_1590402664 --is_train
plot_table "Times of two models, some missing, as a page to explore" benchmark_time.html time_two_models --is_time
plot_table "The same over batch sizes" benchmark_batch.svg time_two_models --is_time --plot_along_batch \
  --short_model_names BERT GPT-2
plot_table "Runs of the transformer benchmark, averaged" benchmark_runs.pdf transformer_benchmark_runs --is_time

printf '\n%s\n' "--- Operators of a made-up cluster: the table, a page for each feature, the verdict"
cluster=build/generated_cluster
for device in 0 1 2 3; do
  folder=$cluster/node0/PROF_$device/device_$device/summary
  mkdir -p "$folder"
  cp tests/data/op_summary/op_summary_20260511093035.csv "$folder/op_summary_${device}_1.csv"
  sed -i "2,\$s/^0,/$device,/" "$folder/op_summary_${device}_1.csv"
done
build/examples/analyze_cluster_operators -d "$cluster" -t all -o "$figures/cluster"
drawn+=("$figures/cluster/*_info.html|Operators of four devices, a page for each feature")

printf '\n%s\n' "--- Two results of a transformer benchmark, made up: report, figures, comparison"
build/examples/analyze_benchmark tests/data/results/made_up.json tests/data/results/made_up_slower.json \
  --output-dir "$figures/benchmark"
drawn+=("$figures/benchmark/analysis_plots/*/*.png|Latency, throughput, scaling, memory of both")
drawn+=("$figures/benchmark/comparison.png|Their times side by side")

printf '\n%s\n' "--- A small transformer with random weights: time to first token, time per output token"
build/examples/benchmark_transformer --model llama-tiny --preset small_scale --output-file "$figures/llama_tiny"
build/examples/analyze_benchmark "$figures/llama_tiny.json" --output-dir "$figures/llama_tiny"
head -n 30 "$figures/llama_tiny/analysis_report.md"
build/examples/plot_csv --csv_file "$figures/llama_tiny.csv" --is_time --figure_png_file "$figures/llama_tiny.png"
drawn+=("$figures/llama_tiny.png|Latency of a small transformer on this machine")
drawn+=("$figures/llama_tiny/analysis_plots/*.png|Its throughput, scaling, memory")

printf '\n%s\n' "--- Stages of a graph network on the processing units of this machine, six small graphs"
stages=$figures/stages
mkdir -p "$stages"
cat >"$stages/test_cases.json" <<'CASES'
{"config": {"feature_dim": 32, "num_warmup": 3, "num_iterations": 20},
 "test_cases": [{"nodes": 1000, "edges": 2000}, {"nodes": 2000, "edges": 2000}, {"nodes": 2000, "edges": 8000},
                {"nodes": 4000, "edges": 8000}, {"nodes": 8000, "edges": 16000}, {"nodes": 16000, "edges": 32000}]}
CASES
examples/run_profiling.sh --fresh --test-cases "$stages/test_cases.json" --output-dir "$stages" --lookup 3000,8000 --place
drawn+=("$stages/results/*.png|Latency over bytes, and what the stages are made of")

printf '\nDrawn:\n'
for entry in "${drawn[@]}"; do printf '  %-42s %s\n' "${entry%%|*}" "${entry#*|}"; done
printf 'Numbers:\n'
printf '  %s\n' "$figures/runtime_vs_tokens.json" "$figures/generated_budgets.md" "$figures/cluster/cluster_summary.md" \
  "$figures/llama_tiny.json" "$figures/llama_tiny/analysis_report.md" \
  "$figures/benchmark/analysis_report.md" "$figures/benchmark/comparison.md" "$figures/stages/results/profiling_report.txt" \
  "$figures/stages/results/placement.md"
