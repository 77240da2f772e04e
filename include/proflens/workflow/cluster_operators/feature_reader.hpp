#pragma once

#include <proflens/read/csv.hpp>
#include <proflens/workflow/cluster_operators/cluster_reader.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/instance_name.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// The columns that say which run a row is, in this order before the features.
inline std::vector<read::csv_column> feature_columns(const std::vector<std::string>& features) {
  std::vector<read::csv_column> columns{{{"Op Name", "Name"}},
                                        {{"Input Shapes"}},
                                        {{"Input Data Types"}},
                                        {{"Output Shapes"}},
                                        {{"Device_id", "Device ID", "Device Id"}, false},
                                        {{"Task Duration(us)", "Task Duration", "Duration(us)"}}};
  for (const auto& name : features) columns.push_back({{name}, false});
  return columns;
}
inline constexpr std::size_t device_cell = 4, duration_cell = 5, first_feature_cell = 6;

/// Which operators' features are read.
struct wanted_operators {
  std::vector<operator_key> keys;
  bool merge_instances = false;
  std::size_t features = 0;
};

/// An accumulator of the features of some operators, device by device. Most rows are of others, so
/// a row is known by its name first.
class feature_samples {
 public:
  static constexpr std::int64_t no_device = std::numeric_limits<std::int64_t>::min();

  /// Place of the operator, then the device as the row has it.
  using place = std::pair<std::size_t, std::int64_t>;

  feature_samples() = default;
  feature_samples(std::shared_ptr<const wanted_operators> wanted, duration_samples empty)
      : wanted_(std::move(wanted)), empty_(std::move(empty)) {}

  void operator()(const read::csv_row& row) {
    for (const std::size_t candidate : candidates(row[0])) {
      if (!has_shapes(row, wanted_->keys[candidate])) continue;
      if (!(row.number(duration_cell) >= 0)) return;  // malformed in the first pass
      const std::int64_t device = whole_number(row[device_cell].key_text()).value_or(no_device);
      take(row, of_[{candidate, device}]);
      return;
    }
  }

  feature_samples& operator+=(feature_samples&& later) {
    for (auto& [at, from] : later.of_) {
      auto& into = of_[at];
      if (into.empty()) {
        into = std::move(from);
        continue;
      }
      for (std::size_t i = 0; i < from.size(); ++i) into[i] += std::move(from[i]);
    }
    return *this;
  }
  feature_samples& operator+=(const feature_samples& later) {
    return *this += feature_samples(later);
  }

  /// One accumulator for each feature.
  std::map<place, std::vector<duration_samples>>& places() { return of_; }

 private:
  struct text_hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  const std::vector<std::size_t>& candidates(const record::raw_text& name) {
    const auto known = by_spelling_.find(name.raw());
    if (known != by_spelling_.end()) return known->second;
    const std::string text = name.key_text();
    const std::string_view meant =
        wanted_->merge_instances ? without_instance(text) : std::string_view(text);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < wanted_->keys.size(); ++i)
      if (wanted_->keys[i].op_name == meant) found.push_back(i);
    return by_spelling_.emplace(std::string(name.raw()), std::move(found)).first->second;
  }

  static bool has_shapes(const read::csv_row& row, const operator_key& key) {
    return row[1].key_text() == key.input_shape && row[2].key_text() == key.input_size &&
           row[3].key_text() == key.output_shape;
  }

  void take(const read::csv_row& row, std::vector<duration_samples>& into) const {
    if (into.empty())
      for (std::size_t i = 0; i < wanted_->features; ++i) into.push_back(empty_.emptied());
    for (std::size_t i = 0; i < wanted_->features; ++i) {
      const double value = row.number(first_feature_cell + i);
      if (std::isfinite(value)) into[i](value);
    }
  }

  std::shared_ptr<const wanted_operators> wanted_;
  duration_samples empty_;
  std::map<place, std::vector<duration_samples>> of_;
  std::unordered_map<std::string, std::vector<std::size_t>, text_hash, std::equal_to<>>
      by_spelling_;
};

/// Reads the tables of a reading once more, for the features of some operators.
class feature_reader {
 public:
  feature_reader(const cluster_reading& first, std::vector<operator_key> keys,
                 const cluster_operators_options& options)
      : first_(first),
        options_(options),
        wanted_(std::make_shared<const wanted_operators>(
            wanted_operators{std::move(keys), options.merge_instances, first.features.size()})),
        of_(wanted_->keys.size()) {}

  /// One for each column, with the samples of each operator by ascending device. A table that
  /// fails now is left out, which `warnings` then says.
  std::vector<operator_feature> run(std::vector<std::string>& warnings) {
    if (!wanted_->keys.empty() && !first_.features.empty()) read_tables(warnings);
    for_each_samples([](duration_samples& one) { one.quantiles.book(); });
    for_each_samples([](duration_samples& one) { one.quantiles.settle(); });
    std::vector<operator_feature> features;
    for (std::size_t i = 0; i < first_.features.size(); ++i) features.push_back(taken(i));
    return features;
  }

 private:
  void read_tables(std::vector<std::string>& warnings) {
    std::vector<std::filesystem::path> files;
    std::uint64_t bytes = 0;
    for (const auto& one : first_.sources) {
      files.push_back(one.file);
      bytes += one.bytes;
    }
    const duration_samples empty(
        std::make_shared<aggregate::sample_budget>(options_.sketch ? 0 : options_.exact_memory));
    progress_ticker progress(options_.progress, bytes, 2);
    read::csv_options how{.threads = options_.threads};
    how.bytes_read = &progress.bytes;
    read::fold_csv(files, read::csv_rows_of(feature_columns(first_.features)),
                   feature_samples(wanted_, empty), how,
                   [&](std::size_t file, read::csv_result<feature_samples>&& table) {
                     if (!table.failure.empty())
                       warnings.push_back("not on the pages: " + table.failure);
                     take_table(first_.sources[file], table.value);
                   });
  }

  void take_table(const cluster_source& source, feature_samples& table) {
    for (auto& [place, samples] : table.places()) {
      const bool has_device = place.second != feature_samples::no_device;
      const cluster_device at{source.node, has_device ? place.second : source.device};
      if (source.is_kernel_details && first_.covered.contains(at)) continue;
      auto& into = of_[place.first][at];
      if (into.empty()) {
        into = std::move(samples);
        continue;
      }
      for (std::size_t i = 0; i < samples.size(); ++i) into[i] += std::move(samples[i]);
    }
  }

  template <class Function>
  void for_each_samples(Function function) {
    for (auto& devices : of_)
      for (auto& [at, samples] : devices)
        for (auto& one : samples) function(one);
  }

  operator_feature taken(std::size_t feature) {
    operator_feature result{first_.features[feature], {}};
    for (auto& devices : of_) {
      result.samples.emplace_back();
      for (auto& [at, samples] : devices)
        if (samples[feature].count() > 0)
          result.samples.back().emplace_back(at, std::move(samples[feature]));
    }
    return result;
  }

  const cluster_reading& first_;
  const cluster_operators_options& options_;
  std::shared_ptr<const wanted_operators> wanted_;
  std::vector<std::map<cluster_device, std::vector<duration_samples>>> of_;  // for each operator
};

}  // namespace proflens::workflow
