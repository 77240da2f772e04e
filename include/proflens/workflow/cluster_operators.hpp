#pragma once

#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#include <proflens/workflow/cluster_operators/cluster_reader.hpp>
#include <proflens/workflow/cluster_operators/cluster_warnings.hpp>
#include <proflens/workflow/cluster_operators/cluster_wording.hpp>
#include <proflens/workflow/cluster_operators/comparison.hpp>
#include <proflens/workflow/cluster_operators/feature_reader.hpp>
#include <proflens/workflow/cluster_operators/options.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/shares.hpp>
#include <proflens/workflow/cluster_operators/sources.hpp>
#include <proflens/workflow/cluster_operators/verdict.hpp>
#include <proflens/workflow/cluster_operators/write.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Fills what is known of each class, and ranks them; returns their rank values.
inline std::vector<double> add_classes(const operator_store& store,
                                       cluster_operators_result& result) {
  std::vector<double> values;
  std::size_t places = 0;
  for (const auto& [key, stored] : store.classes()) places += stored.places.size();
  result.rows.reserve(places + store.classes().size());  // of most ways to split
  result.classes.reserve(store.classes().size());
  cluster_verdict verdict(result.options.min_excess);
  summarize(store, result.options,
            [&](const operator_key& key, const stored_class& stored, class_summary&& summary) {
              const std::size_t place = result.classes.size();
              result.classes.push_back(
                  {key, stored.op_type, stored.is_communication, summary.devices.size()});
              verdict.add(result.classes.back(), summary.devices);
              std::ranges::move(summary.rows, std::back_inserter(result.rows));
              const auto imbalance = imbalance_of(place, summary.devices);
              if (imbalance) result.imbalance.push_back(*imbalance);
              values.push_back(rank_value(result.options.rank_by, summary.all, imbalance));
              result.percentile_error = std::max(result.percentile_error, summary.percentile_error);
            });
  verdict.finish(result);
  std::ranges::stable_sort(result.imbalance, std::greater{}, &imbalanced_operator::ratio);
  return values;
}

/// The durations of the top operators as the first feature, taken out of the store.
inline operator_feature total_time(operator_store& store, const cluster_operators_result& result) {
  operator_feature feature{"total_time(us)", {}};
  for (const std::size_t place : result.top) {
    feature.samples.emplace_back();
    auto& devices = feature.samples.back();
    for (auto& [at, samples] : store.take(result.classes[place].key).places) {
      // By step a device has several places.
      const auto known = std::ranges::find(devices, at.at(), [](const auto& d) { return d.first; });
      if (known == devices.end())
        devices.emplace_back(at.at(), std::move(samples));
      else
        known->second += std::move(samples);
    }
    std::ranges::sort(devices, {}, [](const auto& device) { return device.first; });
  }
  return feature;
}

/// Why tables give nothing to work on.
inline error no_rows(const cluster_operators_options& options, const cluster_reading& reading) {
  std::string text = options.root.string() + ": no table has a row that can be used";
  for (const auto& one : reading.set_aside) text += "\n  " + one.file + ": " + one.reason;
  for (const auto& file : reading.files) {
    if (rows_of(file.ledger) == 0) continue;
    text += "\n  " + file.path + ": ";
    text += file.ledger.malformed > 0 ? malformed_text(file.ledger) : "left out by the filters";
  }
  return error(text);
}

/// Reads the other run by the same rules and compares all classes with it.
template <class Ranks>
void compare_with(const operator_store& store, const Ranks& ranks,
                  cluster_operators_result& result) {
  const cluster_sources sources = find_cluster_sources(result.options.compare);
  const cluster_reading other = cluster_reader(result.options).run(sources.files, ranks);
  if (ranks.rank() != 0) return;
  const auto add = [&](const std::string& text) {
    result.warnings.push_back(result.options.compare.string() + ": " + text);
  };
  for (const auto& warning : sources.warnings) add(warning);
  for (const auto& warning : other.warnings) add(warning);
  for (const auto& file : other.files)
    if (file.ledger.malformed > 0)
      add(file.path + ": " +
          counted(file.ledger.malformed, "malformed row was", "malformed rows were") + " left out");
  result.comparison = compared(store, other.store);
}

/// What became of files: of tables in the order of the sources, whichever rank read them.
inline void add_account(cluster_sources&& sources, const cluster_reading& reading,
                        cluster_operators_result& result) {
  std::map<std::string, std::size_t> order;
  for (const auto& source : sources.files) order.emplace(source.file.string(), order.size());
  result.files = reading.files;
  std::ranges::sort(result.files, {}, [&](const auto& file) { return order.at(file.path); });
  for (const auto& file : result.files) result.ledger += file.ledger;
  result.set_aside = std::move(sources.set_aside);
  std::ranges::copy(reading.set_aside, std::back_inserter(result.set_aside));
  result.folders_without_table = std::move(sources.folders_without_table);
  result.warnings = std::move(sources.warnings);
  std::ranges::copy(reading.warnings, std::back_inserter(result.warnings));
}

/// Operators of the devices of a cluster: finds the tables (see `source_rules`), sums up the runs
/// of each class of operators on each device, judges devices, and reads, for pages, the features of
/// the top operators. `write(result, folder)` writes all that the options ask for.
///
/// Nothing is lost silently: `ledger` says of every row what became of it, `set_aside` of every
/// file that was not read. Throws proflens::error if the root cannot be read, holds no table with
/// a usable row, or if rows are to be split by step and no table has a Step Id.
///
/// With several `ranks` (see `mpi_ranks`) each reads a share of the tables; all must call it, and
/// the result is that of rank 0, where the others have nothing but their options.
template <class Ranks = single_rank>
cluster_operators_result cluster_operators(cluster_operators_options options,
                                           const Ranks& ranks = {}) {
  cluster_operators_result result{.options = std::move(options)};
  const auto& wanted = result.options;
  cluster_sources sources = find_cluster_sources(wanted.root);
  cluster_reading reading = cluster_reader(wanted).run(sources.files, ranks);
  const bool is_all_joined = wanted.compare.empty() && wanted.output == cluster_output::csv;
  if (is_all_joined) ranks.finish();
  wanted_features chosen;
  if (ranks.rank() == 0) {
    if (reading.store.classes().empty()) throw no_rows(wanted, reading);
    if (wanted.by == operator_split::step && !reading.has_steps)
      throw error(wanted.root.string() +
                  ": no table has a column Step Id; rows cannot be split by step (--by device)");
    add_account(std::move(sources), reading, result);
    result.top = largest(add_classes(reading.store, result), wanted.top);
    result.time_by_type = time_by_type(reading.store.types());
    for (const std::size_t place : result.top) chosen.keys.push_back(result.classes[place].key);
    chosen.columns = reading.features;
  }
  if (!wanted.compare.empty()) compare_with(reading.store, ranks, result);
  if (wanted.output != cluster_output::csv) {
    result.features = read_features(reading, std::move(chosen), wanted, ranks, result.warnings);
    if (ranks.rank() == 0)
      result.features.insert(result.features.begin(), total_time(reading.store, result));
  }
  warn(result);
  result.runs = std::make_shared<const operator_store>(std::move(reading.store));
  return result;
}

}  // namespace proflens::workflow
