#pragma once

#include <proflens/aggregate/group_by.hpp>
#include <proflens/read/csv.hpp>
#include <proflens/record/operator_run.hpp>
#include <proflens/workflow/cluster_operators/cluster_ranks.hpp>
#include <proflens/workflow/cluster_operators/cluster_reading.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/instance_name.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/options.hpp>
#include <proflens/workflow/cluster_operators/progress_ticker.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/sources.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/wording.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// Names of rules that leave out rows, in ledgers.
inline constexpr std::string_view covered_by_op_summary = "covered_by_op_summary";
inline constexpr std::string_view filtered_name = "filtered_name";
inline constexpr std::string_view filtered_op_type = "filtered_op_type";

/// True for columns of times and ratios of a run's parts, which have pages of their own.
inline bool is_feature_column(std::string_view column) {
  return column.ends_with("_time(us)") || column.ends_with("_ratio");
}

/// Reads durations: first every op_summary, then those kernel_details whose devices have none.
class cluster_reader {
 public:
  explicit cluster_reader(const cluster_operators_options& options)
      : options_(options),
        budget_(
            std::make_shared<aggregate::sample_budget>(options.sketch ? 0 : options.exact_memory)),
        empty_(budget_) {
    reading_.store = operator_store(empty_);
  }

  /// Reads the tables that are the share of this rank. Of what all have read each rank gets a
  /// stretch of the classes, as long as any other; the account of tables and the sums of types get
  /// to rank 0. A table that cannot be read is set aside with a warning; the others count.
  template <class Ranks>
  cluster_reading run(const std::vector<cluster_source>& sources, const Ranks& ranks) {
    std::vector<cluster_source> summaries, details;
    std::uint64_t bytes = 0;
    for (const auto& one : share_of(sources, ranks.rank(), ranks.size())) {
      (one.is_kernel_details ? details : summaries).push_back(one);
      bytes += one.bytes;
    }
    {
      progress_ticker progress(options_.progress, bytes, 1);
      read_tables(summaries, progress);
      cover_devices(ranks);
      read_tables(details, progress);
    }
    part_classes(ranks);
    reading_.store.settle();
    warn_of_added_sources();
    return std::move(reading_);
  }

 private:
  using row = record::operator_run;
  using raw_class =
      record::text_fields<&row::op_name, &row::input_shapes, &row::input_data_types,
                          &row::output_shapes, &row::device_id, &row::op_type, &row::task_type>;
  using raw_class_in_step =
      record::text_fields<&row::op_name, &row::input_shapes, &row::input_data_types,
                          &row::output_shapes, &row::device_id, &row::op_type, &row::task_type,
                          &row::step_id>;

  /// All ranks, whatever tables they have found: while a profile is written they may differ, and a
  /// rank that did not take part would let the others wait for ever.
  template <class Ranks>
  void cover_devices(const Ranks& ranks) {
    device_exports known = reading_.exports;
    ranks.join_everywhere(known);
    for (const auto& [device, exports] : known.of) reading_.covered.insert(device);
  }

  /// Leaves this rank its stretch of the classes. Whether all samples fit in the budget together is
  /// seen from what each rank had kept before.
  template <class Ranks>
  void part_classes(const Ranks& ranks) {
    if (ranks.size() == 1) return;
    const auto stretches = static_cast<std::size_t>(ranks.size());
    std::vector<operator_key> cuts;
    if (ranks.rank() == 0) cuts = reading_.store.cuts(stretches);
    ranks.tell(cuts);
    reading_.store.book();
    reading_.kept = {budget_->taken(), budget_->spent()};
    cluster_reading mine = ranks.join_parts(reading_.cut(cuts, stretches));
    mine.sources = std::move(reading_.sources);
    mine.covered = std::move(reading_.covered);
    reading_ = std::move(mine);
    const bool are_too_many = reading_.kept.samples > budget_->bytes() / sizeof(double);
    if (are_too_many || reading_.kept.are_sketched) budget_->spend();
  }

  void read_tables(const std::vector<cluster_source>& sources, progress_ticker& progress) {
    if (sources.empty()) return;
    if (options_.by == operator_split::step)
      read_grouped(sources, aggregate::group_by(raw_class_in_step{}, empty_), progress);
    else
      read_grouped(sources, aggregate::group_by(raw_class{}, empty_), progress);
  }

  template <class Groups>
  void read_grouped(const std::vector<cluster_source>& sources, const Groups& groups,
                    progress_ticker& progress) {
    std::vector<std::filesystem::path> files;
    for (const auto& one : sources) files.push_back(one.file);
    read::csv_options how{.threads = options_.threads};
    how.bytes_read = &progress.bytes;
    read::fold_csv(files, read::csv_rows_for<row>(groups), groups, how,
                   [&](std::size_t file, read::csv_result<Groups>&& table) {
                     take_table(sources[file], std::move(table));
                   });
  }

  template <class Groups>
  void take_table(const cluster_source& source, read::csv_result<Groups>&& table) {
    const std::string path = source.file.string();
    if (!table.failure.empty()) {
      reading_.warnings.push_back(table.failure);
      return set_aside(source, "cannot be read: " + table.failure);
    }
    for (const auto& column : table.columns) {
      reading_.has_steps |= column == "Step Id" || column == "Step ID";
      const bool is_new = std::ranges::find(reading_.features, column) == reading_.features.end();
      if (is_feature_column(column) && is_new) reading_.features.push_back(column);
    }
    const std::uint64_t rows = table.ledger.used;
    auto groups = std::move(table.value).take();
    for (auto& [key, samples] : groups) take_group(source, key, std::move(samples), table.ledger);
    if (rows == 0 && table.ledger.malformed == 0) set_aside(source, "holds no row");
    if (rows > 0 && table.ledger.count(covered_by_op_summary) == rows)
      set_aside(source, "holds only devices that have an op_summary");
    reading_.files.push_back({path, table.ledger});
    reading_.sources.push_back(source);
  }

  void set_aside(const cluster_source& source, std::string reason) {
    reading_.set_aside.push_back({source.file.string(), std::move(reason)});
  }

  /// Runs of one class in one table. A rule that leaves them out is asked once for all of them.
  template <class Key>
  void take_group(const cluster_source& source, const Key& key, duration_samples&& samples,
                  read::ledger& ledger) {
    const cluster_device at{source.node, whole_number(key[4]).value_or(source.device)};
    const bool is_covered = source.is_kernel_details && reading_.covered.contains(at);
    if (!is_covered) add_export(at, source.export_name);
    const std::string_view rule = is_covered ? covered_by_op_summary : rule_against(key[0], key[5]);
    if (!rule.empty()) {
      ledger.used -= samples.count();
      ledger.filtered[std::string(rule)] += samples.count();
      return;
    }
    run_place place{.node = at.node, .device = at.device};
    if constexpr (Key::size() > 7) place.step = whole_number(key[7]).value_or(run_place::no_step);
    const std::string_view name = options_.merge_instances ? without_instance(key[0]) : key[0];
    reading_.store.add({name, key[1], key[2], key[3]}, key[5], key[6], place, std::move(samples));
  }

  /// Asked for every group, and nearly always known.
  void add_export(const cluster_device& at, const std::string& name) {
    auto& exports = reading_.exports.of[at];
    if (std::ranges::find(exports, name) == exports.end()) exports.push_back(name);
  }

  std::string_view rule_against(std::string_view name, std::string_view op_type) {
    if (!options_.op_type.empty() && op_type != options_.op_type) return filtered_op_type;
    if (!options_.keeps_name) return {};
    const auto [known, is_new] = keeps_.try_emplace(std::string(name), false);
    if (is_new) known->second = options_.keeps_name(name);
    return known->second ? std::string_view{} : filtered_name;
  }

  void warn_of_added_sources() {
    std::size_t devices = 0;
    std::string first;
    for (const auto& [at, from] : reading_.exports.of) {
      if (from.size() < 2) continue;
      if (devices++ > 0) continue;
      std::vector<std::string> names = from;  // found in an order that depends on the ranks
      std::ranges::sort(names);
      first = "node " + std::to_string(at.node) + " device " + std::to_string(at.device) + ": " +
              names[0] + ", " + names[1];
    }
    if (devices == 0) return;
    reading_.warnings.push_back(counted(devices, "device has", "devices have") +
                                " several sources, whose runs are added (" + first +
                                "); are they the same rows twice?");
  }

  const cluster_operators_options& options_;
  std::shared_ptr<aggregate::sample_budget> budget_;
  duration_samples empty_;
  cluster_reading reading_;
  std::unordered_map<std::string, bool> keeps_;
};

}  // namespace proflens::workflow
