#pragma once

#include <proflens/aggregate/extrema.hpp>
#include <proflens/aggregate/moments.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/plot_csv/benchmark_table.hpp>
#include <proflens/workflow/plot_csv/figure.hpp>
#include <proflens/workflow/plot_csv/options.hpp>
#include <proflens/workflow/plot_csv/result.hpp>
#include <proflens/workflow/plot_csv/write.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// What the rows of one point hold, while they come in.
struct benchmark_point_sums {
  aggregate::moments moments;
  aggregate::extrema extrema;
  benchmark_point point;

  void operator()(const std::optional<record::bounded_number>& number) {
    if (!number) {
      ++point.missing;
    } else if (number->is_upper_bound) {
      ++point.bounds;
      point.bound = std::max(number->value, point.bound.value_or(number->value));
    } else {
      ++point.values;
      moments(number->value);
      extrema(number->value);
    }
  }

  benchmark_point finished(double x) const {
    benchmark_point whole = point;
    whole.x = x;
    if (whole.values == 0) return whole;
    whole.mean = moments.mean();
    whole.least = extrema.minimum();
    whole.largest = extrema.maximum();
    return whole;
  }
};

/// The models of the table in the order in which they first stand there.
inline std::vector<std::string> models_of(const benchmark_table& table) {
  std::vector<std::string> models;
  for (const auto& run : table.rows)
    if (std::ranges::find(models, run.model) == models.end()) models.push_back(run.model);
  return models;
}

/// One series for each model and inner value, models in the order of the table.
inline std::vector<benchmark_series> series_of(const benchmark_table& table,
                                               const plot_csv_options& options,
                                               const std::vector<std::string>& labels) {
  std::map<std::string, std::size_t> place;  // of each model
  for (const auto& model : models_of(table)) place.emplace(model, place.size());
  using key = std::pair<std::size_t, std::int64_t>;  // model and inner value
  std::map<key, std::map<std::int64_t, benchmark_point_sums>> sums;
  for (const auto& run : table.rows) {
    const bool along_batch = options.plot_along_batch;
    const auto x = along_batch ? run.batch_size : run.sequence_length;
    const auto inner = along_batch ? run.sequence_length : run.batch_size;
    sums[{place.at(run.model), inner}][x](table.drawn(run));
  }
  std::vector<benchmark_series> all;
  for (const auto& [of, points] : sums) {
    all.push_back({.model = labels[of.first], .inner = of.second});
    for (const auto& [x, point] : points)
      all.back().points.push_back(point.finished(static_cast<double>(x)));
  }
  return all;
}

inline benchmark_counts counts_of(const benchmark_table& table, const plot_csv_result& result) {
  benchmark_counts counts{.rows = table.rows.size()};
  for (const auto& series : result.series) {
    for (const auto& point : series.points) {
      counts.values += point.values;
      counts.missing += point.missing;
      counts.repeated_points += point.rows() > 1;
      counts.off_scale += off_scale_of(point, result.options);
    }
  }
  counts.bounds = counts.rows - counts.values - counts.missing;
  return counts;
}

/// What a reader of the figure has to know.
inline std::vector<std::string> warnings_of(const plot_csv_result& result,
                                            const benchmark_table& table) {
  const benchmark_counts& counts = result.counts;
  std::vector<std::string> warnings;
  if (counts.missing == counts.rows)
    warnings.push_back("no row has a result: all " + counted(counts.rows, "is", "are") +
                       " N/A; the figure holds no value");
  else if (counts.missing > 0)
    warnings.push_back(counted(counts.missing, "row has", "rows have") +
                       " no result (N/A); crosses at the top of the figure mark where");
  if (const std::size_t others = table.rows_of_other_memory(); others > 0)
    warnings.push_back(counted(others, "row has", "rows have") +
                       " cpu_peak_memory_mb but no gpu_memory_mb, which is drawn; " +
                       (others == 1 ? "it counts" : "they count") +
                       " as N/A, so draw the runs without a GPU from a table of their own");
  if (counts.off_scale > 0)
    warnings.push_back(counted(counts.off_scale, "result is", "results are") +
                       " zero or negative and without a place on a logarithmic axis; triangles at "
                       "the bottom mark where, --no_log_scale shows the values");
  if (counts.repeated_points > 0 && !table.has_runs())
    warnings.push_back(counted(counts.repeated_points, "point has", "points have") +
                       " several rows of the same model, batch size and sequence length; drawn is "
                       "the mean of their numbers, with a bar from the least to the largest, else "
                       "the largest bound");
  return warnings;
}

/// The names of the models in the figure. Throws workflow::error if there are short names, but not
/// one for each model.
inline std::vector<std::string> labels_of(const std::vector<std::string>& models,
                                          const plot_csv_options& options) {
  const auto& names = options.short_model_names;
  if (names.empty()) return models;
  if (names.size() == models.size()) return names;
  std::string found;
  for (const auto& model : models) found += (found.empty() ? "" : ", ") + model;
  throw error(options.csv_file.string() + ": --short_model_names gives " +
              counted(names.size(), "name", "names") + " for " +
              counted(models.size(), "model", "models") + " (" + found +
              "); give one for each, in this order");
}

/// Time or memory of models over sequence lengths or batch sizes: reads a table with the columns
/// model, batch_size, sequence_length and result, or the table of our own transformer benchmark.
/// Rows of one point are averaged. `figure(result)` describes the figure, `write(result, file)`
/// writes it.
///
/// Nothing vanishes: what has no result is counted and marked in the figure, `warnings` says what a
/// reader has to know. Throws proflens::error if the table cannot be read, holds no row or one that
/// cannot be read (with file:line:column), or lacks a column.
inline plot_csv_result plot_csv(plot_csv_options options) {
  const benchmark_table table = read_benchmark_table(options);
  plot_csv_result result{.options = std::move(options)};
  result.quantity = table.quantity;
  result.models = labels_of(models_of(table), result.options);
  result.series = series_of(table, result.options, result.models);
  result.ledger = table.ledger;
  result.counts = counts_of(table, result);
  result.warnings = warnings_of(result, table);
  return result;
}

/// `8 rows: 6 values, 2 N/A`: every count that is not 0.
inline std::string account_of(const plot_csv_result& result) {
  const benchmark_counts& counts = result.counts;
  std::string text = counted(counts.rows, "row", "rows") + ": ";
  text += counted(counts.values, "value", "values");
  if (counts.missing > 0) text += ", " + report::rounded(counts.missing) + " N/A";
  if (counts.bounds > 0) text += ", " + counted(counts.bounds, "bound", "bounds");
  if (result.ledger.blank > 0)
    text += "; " + counted(result.ledger.blank, "blank line", "blank lines");
  return text;
}

}  // namespace proflens::workflow
