#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
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

/// Whether a text is JSON with a document in each line: the first line is an object of its own, and
/// others follow.
inline bool is_json_lines(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const std::string_view first = text.substr(0, text.find('\n'));
  const std::size_t last = first.find_last_not_of(blanks);
  return first.starts_with('{') && first[last] == '}' &&
         text.find_first_not_of(blanks, first.size()) != text.npos;
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

/// Adds what readers of the figures have to know, whatever the file is.
inline void add_notes(analyzed_benchmark& to) {
  if (!to.mixed.empty()) {
    std::string names;
    for (const std::string& name : to.mixed) names += (names.empty() ? "" : ", ") + name;
    to.notes.push_back("the runs differ in " + names +
                       ", which no point tells: those of one shape were taken together; give "
                       "each its own file to tell them apart");
  }
  if (has_several_outputs(to.points) && to.source != benchmark_source::llama_bench)
    to.notes.emplace_back(
        "the points have several output lengths; figures over the grid show the shortest of those "
        "that share batch size and input length");
  if (!to.is_decode_sound())
    to.notes.emplace_back(
        "decode times of the original suite contain a second prefill, and so do its totals; only "
        "its prefill times are sound. Tokens a second were computed anew, with the batch");
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
    if (ending == ".jsonl" || is_json_lines(text)) {
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
  add_notes(result);
  return result;
}

}  // namespace proflens::workflow
