#pragma once

#include <proflens/workflow/cluster_operators/class_account.hpp>
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
#include <proflens/workflow/cluster_operators/write.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// The durations of the top operators as the first feature, of a store that has them all.
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
inline std::string no_rows(const cluster_operators_options& options,
                           const cluster_reading& reading) {
  std::string text = options.root.string() + ": no table has a row that can be used";
  for (const auto& one : reading.set_aside) text += "\n  " + one.file + ": " + one.reason;
  for (const auto& file : reading.files) {
    if (rows_of(file.ledger) == 0) continue;
    text += "\n  " + file.path + ": ";
    text += file.ledger.malformed > 0 ? malformed_text(file.ledger) : "left out by the filters";
  }
  return text;
}

/// Why the tables cannot be analysed; empty: they can.
inline std::string failure_of(const cluster_operators_options& options,
                              const cluster_reading& reading) {
  if (reading.store.types().empty()) return no_rows(options, reading);
  if (options.by == operator_split::step && !reading.has_steps)
    return options.root.string() +
           ": no table has a column Step Id; rows cannot be split by step (--by device)";
  return {};
}

/// Brings what is known of tables into the order of the sources, whichever rank read them.
inline void sort_files(const cluster_sources& sources, cluster_reading& reading) {
  std::map<std::string, std::size_t> order;
  for (const auto& source : sources.files) order.emplace(source.file.string(), order.size());
  std::ranges::sort(reading.files, {}, [&](const auto& file) { return order.at(file.path); });
  std::ranges::stable_sort(reading.set_aside, {},
                           [&](const auto& one) { return order.at(one.file); });
}

/// Reads the other run by the same rules and compares all classes with it, which are on rank 0
/// then.
template <class Ranks>
void compare_with(operator_store& store, const Ranks& ranks, cluster_operators_result& result) {
  const cluster_sources sources = find_cluster_sources(result.options.compare);
  cluster_reading other = cluster_reader(result.options).run(sources.files, ranks);
  ranks.join(store);
  ranks.join(other.store);
  if (ranks.rank() != 0) {
    store = store.emptied();
    return;
  }
  sort_files(sources, other);
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

/// The features of the top operators, which rank 0 knows, from all ranks.
template <class Ranks>
void add_features(cluster_reading& reading, const Ranks& ranks, cluster_operators_result& result) {
  wanted_features chosen;
  if (ranks.rank() == 0) {
    for (const std::size_t place : result.top) chosen.keys.push_back(result.classes[place].key);
    chosen.columns = reading.features;
  }
  ranks.tell(chosen);
  operator_store top = reading.store.extract(chosen.keys);
  ranks.join(top);
  result.features =
      read_features(reading, std::move(chosen), result.options, ranks, result.warnings);
  if (ranks.rank() == 0) result.features.insert(result.features.begin(), total_time(top, result));
}

/// What became of files.
inline void add_account(cluster_sources&& sources, const cluster_reading& reading,
                        cluster_operators_result& result) {
  result.files = reading.files;
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
/// With several `ranks` (see `mpi_ranks`) each reads a share of the tables and sums up a share of
/// the classes; all must call it, and the result is that of rank 0. The others have what they need
/// for their part of `write`, or an empty one where rank 0 throws for want of rows or steps.
template <class Ranks = single_rank>
cluster_operators_result cluster_operators(cluster_operators_options options,
                                           const Ranks& ranks = {}) {
  cluster_operators_result result{.options = std::move(options)};
  const auto& wanted = result.options;
  cluster_sources sources = find_cluster_sources(wanted.root);
  cluster_reading reading = cluster_reader(wanted).run(sources.files, ranks);
  std::string failure;
  if (ranks.rank() == 0) {
    sort_files(sources, reading);
    failure = failure_of(wanted, reading);
  }
  ranks.tell(failure);
  if (!failure.empty()) {
    ranks.finish();  // all know it, so that none has to be stopped
    if (ranks.rank() != 0) return result;
    throw error(failure);
  }
  if (ranks.rank() == 0) {
    add_account(std::move(sources), reading, result);
    result.time_by_type = time_by_type(reading.store.types());
  }
  add_classes(reading.store, ranks, result);
  if (!wanted.compare.empty()) compare_with(reading.store, ranks, result);
  if (wanted.output != cluster_output::csv) add_features(reading, ranks, result);
  if (ranks.rank() == 0) warn(result);
  result.runs = std::make_shared<const operator_store>(std::move(reading.store));
  return result;
}

}  // namespace proflens::workflow
