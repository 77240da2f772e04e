#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/measure/named_value.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>

namespace proflens::workflow {

/// Where the runs of an analysis come from.
enum class benchmark_source : std::uint8_t {
  result_file,    ///< JSON of our own benchmark
  original_list,  ///< the flat list, or table, of the suite that ours replaces
  llama_bench,    ///< `llama-bench -o json` or `-o jsonl`
  table,          ///< CSV with the columns of our own
};

constexpr std::string_view name_of(benchmark_source source) {
  constexpr std::string_view names[] = {"transformer benchmark (JSON)",
                                        "list of the original suite", "llama-bench",
                                        "table of runs (CSV)"};
  return names[static_cast<std::size_t>(source)];
}

/// What tells points of a benchmark apart. In the order of reports.
struct point_key {
  int batch_size = 0;
  int input_length = 0;
  int output_length = 0;
  int depth = 0;  ///< tokens in the cache before the first one of the input; llama-bench only

  friend auto operator<=>(const point_key&, const point_key&) = default;
};

/// Whether points differ in their output lengths, so that these belong to their names. `points` is
/// a range of anything with a `key`.
template <class Points>
bool has_several_outputs(const Points& points) {
  return std::ranges::any_of(points, [&](const auto& one) {
    return one.key.output_length != std::ranges::begin(points)->key.output_length;
  });
}

/// "4 x 128", or "4 x 128 + 50" with the output length, and the depth where there is one; of
/// llama-bench, where a point has one phase only, "prefill 512" or "decode 128".
inline std::string text_of(const point_key& key, benchmark_source source,
                           bool with_output = false) {
  const auto number = [](int value) { return std::to_string(value); };
  std::string text = number(key.batch_size) + " x " + number(key.input_length);
  if (with_output) text += " + " + number(key.output_length);
  if (source == benchmark_source::llama_bench) {
    text.clear();
    if (key.input_length > 0) text = "prefill " + number(key.input_length);
    if (key.output_length > 0)
      text += (text.empty() ? "decode " : " + decode ") + number(key.output_length);
  }
  if (key.depth > 0) text += " at depth " + number(key.depth);
  return text;
}

/// A name for a place of an axis: "4 x 128", "4 x 128 + 50" with the output length, or as
/// llama-bench says it "pp512 d1024".
inline std::string short_text(const point_key& key, bool with_output) {
  const std::string depth = key.depth > 0 ? " d" + std::to_string(key.depth) : "";
  if (key.input_length == 0) return "tg" + std::to_string(key.output_length) + depth;
  if (key.output_length == 0) return "pp" + std::to_string(key.input_length) + depth;
  return std::to_string(key.batch_size) + " \u00d7 " + std::to_string(key.input_length) +
         (with_output ? " + " + std::to_string(key.output_length) : "") + depth;
}

/// A point with its runs; what a run does not know is NaN in it.
struct analyzed_point {
  point_key key = {};
  point_status status = point_status::measured;
  std::string reason = {};
  std::vector<transformer_run> runs = {};
};

/// A benchmark as it is analysed, whatever file it was in.
struct analyzed_benchmark {
  std::string file = {};
  benchmark_source source = benchmark_source::result_file;
  std::string model = {};
  std::string device = {};
  std::vector<measure::named_value> description = {};  ///< of model, settings, environment
  /// What is not the same in all runs, though no key tells: names of models and settings.
  std::vector<std::string> mixed = {};
  std::vector<analyzed_point> points = {};  ///< ordered by their keys
  std::vector<std::string> notes = {};      ///< what readers of the figures must know

  /// Decode times of the original suite contain a second prefill.
  bool is_decode_sound() const { return source != benchmark_source::original_list; }

  std::size_t count(point_status status) const {
    std::size_t count = 0;
    for (const analyzed_point& point : points) count += point.status == status;
    return count;
  }
  std::size_t runs() const {
    std::size_t count = 0;
    for (const analyzed_point& point : points) count += point.runs.size();
    return count;
  }

  /// The point of a key, made where there is none.
  analyzed_point& point(const point_key& key) {
    const auto place = std::ranges::lower_bound(points, key, {}, &analyzed_point::key);
    if (place != points.end() && place->key == key) return *place;
    analyzed_point added;
    added.key = key;
    return *points.insert(place, std::move(added));
  }
};

/// Adds a value to a text that lists the different ones: "1, 4"; the name to `mixed` where there
/// are several. Empty values are unknown ones and change nothing.
inline void add_distinct(analyzed_benchmark& to, std::string& list, const std::string& value,
                         std::string_view name) {
  if (value.empty() || (", " + list + ", ").find(", " + value + ", ") != std::string::npos) return;
  if (!list.empty() && std::ranges::count(to.mixed, name) == 0) to.mixed.emplace_back(name);
  list += (list.empty() ? "" : ", ") + value;
}

/// Sets what follows from the other members of a run: tokens a second of the whole batch and of a
/// sequence, the steps where nobody counted them, and the time of one where that of all is known.
inline void derive_rates(transformer_run& run) {
  run.tokens_per_second_per_sequence = run.total_latency > 0 && run.actual_output_length > 0
                                           ? run.actual_output_length / run.total_latency
                                           : transformer_run::undefined;
  run.tokens_per_second = run.batch_size * run.tokens_per_second_per_sequence;
  if (run.decode_tokens_count == 0 && run.decode_time > 0)
    run.decode_tokens_count = std::max(run.actual_output_length - 1, 0);
  if (std::isnan(run.decode_time_per_token) && run.decode_tokens_count > 0)
    run.decode_time_per_token = run.decode_time / run.decode_tokens_count;
}

}  // namespace proflens::workflow
