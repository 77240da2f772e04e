#pragma once

#include <proflens/aggregate/spelling_memory.hpp>
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
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
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

/// Which operators' features are read, and which columns these are.
struct wanted_features {
  std::vector<operator_key> keys = {};
  std::vector<std::string> columns = {};

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.keys, self.columns);
  }
};

/// An accumulator of the features of some operators, device by device. Most rows are of others, so
/// a row is known by its name first.
class feature_samples {
 public:
  static constexpr std::int64_t no_device = std::numeric_limits<std::int64_t>::min();

  /// Place of the operator, then the device as the row has it.
  using place = std::pair<std::size_t, std::int64_t>;

  feature_samples() = default;
  feature_samples(std::shared_ptr<const wanted_features> wanted, bool merge_instances,
                  duration_samples empty)
      : wanted_(std::move(wanted)), merge_instances_(merge_instances), empty_(std::move(empty)) {}

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
  const std::vector<std::size_t>& candidates(const record::raw_text& name) {
    std::uint32_t number = names_.find({name.raw()});
    if (number == names_.unknown) {
      number = static_cast<std::uint32_t>(candidates_.size());
      candidates_.push_back(keys_named(name.key_text()));
      names_.remember({name.raw()}, number);
    }
    return candidates_[number];
  }

  std::vector<std::size_t> keys_named(const std::string& text) const {
    const std::string_view meant =
        merge_instances_ ? without_instance(text) : std::string_view(text);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < wanted_->keys.size(); ++i)
      if (wanted_->keys[i].op_name == meant) found.push_back(i);
    return found;
  }

  static bool has_shapes(const read::csv_row& row, const operator_key& key) {
    return row[1].key_text() == key.input_shape && row[2].key_text() == key.input_size &&
           row[3].key_text() == key.output_shape;
  }

  void take(const read::csv_row& row, std::vector<duration_samples>& into) const {
    while (into.size() < wanted_->columns.size()) into.push_back(empty_.emptied());
    for (std::size_t i = 0; i < into.size(); ++i) {
      const double value = row.number(first_feature_cell + i);
      if (std::isfinite(value)) into[i](value);
    }
  }

  std::shared_ptr<const wanted_features> wanted_;
  bool merge_instances_ = false;
  duration_samples empty_;
  std::map<place, std::vector<duration_samples>> of_;
  aggregate::spelling_memory<1> names_;               // a number for each spelling of a name
  std::vector<std::vector<std::size_t>> candidates_;  // by that number
};

/// The features of operators on devices: for each operator and device one accumulator a column.
class feature_store {
 public:
  using of_devices = std::map<cluster_device, std::vector<duration_samples>>;

  feature_store() = default;
  /// Samples are booked with the budget of `empty`.
  explicit feature_store(const duration_samples& empty) : empty_(empty.emptied()) {}

  void add(std::size_t of, const cluster_device& at, std::vector<duration_samples>&& samples) {
    if (operators_.size() <= of) operators_.resize(of + 1);
    auto& into = operators_[of][at];
    while (into.size() < samples.size()) into.push_back(empty_.emptied());
    for (std::size_t i = 0; i < samples.size(); ++i) into[i] += std::move(samples[i]);
  }

  feature_store& operator+=(feature_store&& other) {
    for (std::size_t of = 0; of < other.operators_.size(); ++of)
      for (auto& [at, samples] : other.operators_[of]) add(of, at, std::move(samples));
    std::ranges::move(other.warnings, std::back_inserter(warnings));
    return *this;
  }

  /// Hands the samples over, feature by feature: all are exact, or all are sketches.
  std::vector<operator_feature> take(const wanted_features& wanted) {
    for_each_samples([](duration_samples& one) { one.quantiles.book(); });
    for_each_samples([](duration_samples& one) { one.quantiles.settle(); });
    operators_.resize(wanted.keys.size());
    std::vector<operator_feature> features;
    for (std::size_t i = 0; i < wanted.columns.size(); ++i) {
      features.push_back({wanted.columns[i], {}});
      for (auto& devices : operators_) {
        auto& panel = features.back().samples.emplace_back();
        for (auto& [at, samples] : devices)
          if (samples[i].count() > 0) panel.emplace_back(at, std::move(samples[i]));
      }
    }
    return features;
  }

  /// Without samples, with the same budget.
  feature_store emptied() const { return feature_store(empty_); }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.operators_, self.warnings);
  }

  std::vector<std::string> warnings = {};  ///< of tables that could not be read

 private:
  template <class Function>
  void for_each_samples(Function function) {
    for (auto& devices : operators_)
      for (auto& [at, samples] : devices)
        for (auto& one : samples) function(one);
  }

  duration_samples empty_;
  std::vector<of_devices> operators_;
};

/// Reads the tables of a reading once more, for the features of some operators: those of this
/// rank, joined on rank 0. A table that fails now is left out, which `warnings` then says.
template <class Ranks>
std::vector<operator_feature> read_features(const cluster_reading& first, wanted_features chosen,
                                            const cluster_operators_options& options,
                                            const Ranks& ranks,
                                            std::vector<std::string>& warnings) {
  const auto wanted = std::make_shared<const wanted_features>(std::move(chosen));
  const duration_samples empty(
      std::make_shared<aggregate::sample_budget>(options.sketch ? 0 : options.exact_memory));
  feature_store store(empty);
  std::vector<std::filesystem::path> files;
  std::uint64_t bytes = 0;
  for (const auto& one : first.sources) {
    files.push_back(one.file);
    bytes += one.bytes;
  }
  const auto take = [&](std::size_t file, read::csv_result<feature_samples>&& table) {
    const cluster_source& source = first.sources[file];
    if (!table.failure.empty()) store.warnings.push_back("not on the pages: " + table.failure);
    for (auto& [place, samples] : table.value.places()) {
      const bool has_device = place.second != feature_samples::no_device;
      const cluster_device at{source.node, has_device ? place.second : source.device};
      if (source.is_kernel_details && first.covered.contains(at)) continue;
      store.add(place.first, at, std::move(samples));
    }
  };
  if (!wanted->keys.empty() && !wanted->columns.empty()) {
    progress_ticker progress(options.progress, bytes, 2);
    read::csv_options how{.threads = options.threads};
    how.bytes_read = &progress.bytes;
    read::fold_csv(files, read::csv_rows_of(feature_columns(wanted->columns)),
                   feature_samples(wanted, options.merge_instances, empty), how, take);
  }
  ranks.join(store);
  std::ranges::move(store.warnings, std::back_inserter(warnings));
  return store.take(*wanted);
}

}  // namespace proflens::workflow
