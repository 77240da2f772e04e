#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/report/csv.hpp>
#include <proflens/report/markdown.hpp>
#include <proflens/workflow/benchmark_analysis/comparison.hpp>
#include <proflens/workflow/benchmark_analysis/effects.hpp>
#include <proflens/workflow/benchmark_analysis/old_figures.hpp>
#include <proflens/workflow/benchmark_analysis/report_tables.hpp>
#include <proflens/workflow/wording.hpp>

/// The reports of an analysis, for people.
namespace proflens::workflow {

/// A table under its title; without rows, `otherwise`, or nothing.
inline std::string titled(std::string_view title, const report::table& table,
                          std::string_view otherwise = "") {
  if (table.rows().empty() && otherwise.empty()) return {};
  return "\n## " + std::string(title) + "\n\n" +
         (table.rows().empty() ? std::string(otherwise) + '\n' : report::markdown(table));
}

/// Texts as a list under a title.
inline std::string listed(std::string_view title, const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string result = "\n## " + std::string(title) + "\n\n";
  for (const std::string& text : texts) result += "- " + report::markdown_text(text) + '\n';
  return result;
}

/// What was measured, and over what range.
inline std::vector<std::string> benchmark_sentences(const analyzed_benchmark& benchmark,
                                                    const std::vector<point_figures>& all) {
  const auto points = [](std::size_t count) { return counted(count, "point", "points"); };
  std::vector<std::string> said{"Source: " + std::string(name_of(benchmark.source)) + ", " +
                                benchmark.file};
  if (!benchmark.model.empty()) said.push_back("Model: " + benchmark.model);
  if (!benchmark.device.empty()) said.push_back("Device: " + benchmark.device);
  said.push_back(counted(benchmark.runs(), "run", "runs") + " of " +
                 points(benchmark.count(point_status::measured)) +
                 "; skipped: " + report::rounded(benchmark.count(point_status::skipped)) +
                 ", failed: " + report::rounded(benchmark.count(point_status::failed)));
  const auto span = [&](benchmark_metric metric, double factor, const std::string& what,
                        const std::string& unit) {
    const point_figures *low = best_of(all, metric), *high = best_of(all, metric, true);
    if (low != nullptr)
      said.push_back(what + ", means of points: " + report::rounded(factor * low->mean(metric)) +
                     " to " + report::rounded(factor * high->mean(metric)) + unit);
  };
  span(benchmark_metric::total_latency, 1e3, "Total latency", " ms");
  span(benchmark_metric::prefill_time, 1e3, "Time to first token", " ms");
  span(benchmark_metric::decode_time_per_token, 1e3, "Decode time per token", " ms");
  span(benchmark_metric::tokens_per_second, 1, "Throughput", " tokens/s");
  said.insert(said.end(), benchmark.notes.begin(), benchmark.notes.end());
  return said;
}

/// The report of a benchmark; `files` are named at its end.
inline std::string report_markdown(const analyzed_benchmark& benchmark,
                                   const std::vector<point_figures>& all,
                                   const std::vector<std::string>& files) {
  std::string text = "# Analysis of " + report::markdown_text(benchmark.file) + "\n";
  text += listed("Summary", benchmark_sentences(benchmark, all));
  text += titled("Best points", best_table(benchmark, all));
  text += titled(std::string("Points: mean \u00b1 standard deviation, batch size x input length") +
                     (has_several_outputs(all) ? " + output length" : ""),
                 point_table(benchmark, all), "No point was measured.");
  text += titled("Steps of decoding", step_table(benchmark, all));
  text +=
      titled("Effect of the batch size: from the least to the largest", batch_effect_table(all));
  text +=
      titled("Effect of the input length: from the least to the largest", length_effect_table(all));
  text += titled(
      "Cost models of the means of points: L tokens fed, or in the cache at a step; "
      "B sequences",
      model_table(cost_models(benchmark, all)));
  text += titled("Points that were not measured", left_out_table(benchmark));
  text += titled("Environment", description_table(benchmark), "The file tells nothing of it.");
  text += listed("Recommendations", recommendations(all));
  text += listed("Files", files);
  return text;
}

/// Every judged time of a comparison.
inline report::table comparison_table(const std::vector<benchmark_comparison>& all) {
  report::table table({{"candidate", ""},
                       {"batch_size", ""},
                       {"input_length", ""},
                       {"output_length", ""},
                       {"depth", ""},
                       {"metric", ""},
                       {"baseline_runs", ""},
                       {"candidate_runs", ""},
                       {"ratio", ""},
                       {"ratio_low", ""},
                       {"ratio_high", ""},
                       {"method", ""},
                       {"verdict", ""}});
  for (const benchmark_comparison& comparison : all) {
    for (const compared_time& one : comparison.times) {
      table.add(
          {comparison.candidate, one.key.batch_size, one.key.input_length, one.key.output_length,
           one.key.depth, name_of(one.metric), one.baseline_runs, one.candidate_runs,
           known_cell(one.ratio), known_cell(one.ci95.low), known_cell(one.ci95.high),
           one.method.empty() ? report::cell{} : report::cell{one.method}, name_of(one.verdict)});
    }
  }
  return table;
}

/// Several benchmarks beside the first of them.
inline std::string comparison_markdown(const std::vector<benchmark_comparison>& all) {
  std::string text =
      std::string(comparison_title) +
      "\n\nRatios of geometric means of times, candidate / baseline, with 95 % "
      "intervals: by Welch on logarithms below 15 runs a side, by bootstrap from 15, none for one "
      "run. same: the interval lies in 0.97 to 1.03; faster, slower: it excludes 1; else "
      "unclear.\n";
  for (const benchmark_comparison& comparison : all) {
    text += "\n## " + report::markdown_text(comparison.candidate) + " against " +
            report::markdown_text(comparison.baseline) + "\n\n";
    for (const auto verdict : {benchmark_verdict::faster, benchmark_verdict::slower,
                               benchmark_verdict::same, benchmark_verdict::unclear})
      text += "- " + std::string(name_of(verdict)) + ": " +
              report::rounded(comparison.count(verdict)) + '\n';
    if (comparison.unmatched > 0)
      text += "- " + counted(comparison.unmatched, "measured point is", "measured points are") +
              " in one of them only, and not compared\n";
    for (const std::string& one : comparison.differences)
      text += "- they differ in " + report::markdown_text(one) + '\n';
    text += '\n';
    report::table table({{"batch size", ""},
                         {"input", ""},
                         {"output", ""},
                         {"depth", ""},
                         {"time", ""},
                         {"runs", ""},
                         {"ratio", ""},
                         {"95 %", ""},
                         {"verdict", ""}});
    for (const compared_time& one : comparison.times)
      table.add({one.key.batch_size, one.key.input_length, one.key.output_length, one.key.depth,
                 name_of(one.metric),
                 std::to_string(one.baseline_runs) + " / " + std::to_string(one.candidate_runs),
                 known_cell(one.ratio),
                 one.method.empty() ? std::string("-") : interval_text(one.ci95),
                 name_of(one.verdict)});
    text += table.rows().empty() ? "There is no point that both have measured.\n"
                                 : report::markdown(table);
  }
  return text;
}

}  // namespace proflens::workflow
