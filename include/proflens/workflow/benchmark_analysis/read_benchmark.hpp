#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/workflow/benchmark_analysis/analyzed_benchmark.hpp>
#include <proflens/workflow/benchmark_analysis/read_llama_bench.hpp>
#include <proflens/workflow/benchmark_analysis/read_runs_csv.hpp>
#include <proflens/workflow/benchmark_analysis/read_runs_json.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/transformer_benchmark/read_configuration.hpp>

namespace proflens::workflow {

/// The lines of `llama-bench -o jsonl`, one row in each.
inline analyzed_benchmark llama_bench_of_lines(std::string_view text, const std::string& source) {
  analyzed_benchmark result;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const read::json_document row(line, source + ':' + std::to_string(number));
    add_llama_bench_row(result, row.root());
  }
  return result;
}

/// A document of JSON: a result file, the original's list, or a list of llama-bench.
inline analyzed_benchmark benchmark_of_json(const read::json_node& root) {
  if (root.is_object() && is_llama_bench_row(root)) {
    analyzed_benchmark one;
    add_llama_bench_row(one, root);
    return one;
  }
  if (root.is_object()) return result_file_of_json(root);
  const auto items = root.items();
  if (items.empty()) root.fail("expected at least one run, found an empty list");
  if (!is_llama_bench_row(items.front())) return original_list_of_json(root);
  analyzed_benchmark result;
  for (const auto& row : items) add_llama_bench_row(result, row);
  return result;
}

/// A result of any of the kinds that `benchmark_source` names, told by its content; a table by its
/// ending .csv. Throws read::error where it cannot be read, workflow::error where it holds neither
/// a run nor a point.
inline analyzed_benchmark read_benchmark(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  analyzed_benchmark result;
  if (ending == ".csv") {
    result = read_runs_csv(file);
  } else {
    const std::string text = without_python_numbers(whole_file(file));
    if (ending == ".jsonl") {
      result = llama_bench_of_lines(text, file.string());
    } else {
      const read::json_document document(text, file.string());
      result = benchmark_of_json(document.root());
    }
  }
  result.file = file.string();
  if (result.points.empty())
    throw error(result.file +
                ": there is no run in it; name a result of benchmark_transformer, "
                "of llama-bench, or a table of runs");
  std::set<int> output_lengths;
  for (const analyzed_point& point : result.points) output_lengths.insert(point.key.output_length);
  if (output_lengths.size() > 1 && result.source != benchmark_source::llama_bench)
    result.notes.emplace_back(
        "the points have several output lengths; figures show the shortest of those that share "
        "batch size and input length");
  if (!result.is_decode_sound())
    result.notes.emplace_back(
        "decode times of the original suite contain a second prefill, and so do its totals; only "
        "its prefill times are sound. Tokens a second were computed anew, with the batch");
  return result;
}

}  // namespace proflens::workflow
