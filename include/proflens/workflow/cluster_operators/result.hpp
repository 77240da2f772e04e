#pragma once

#include <proflens/interval.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/workflow/cluster_operators/duration_samples.hpp>
#include <proflens/workflow/cluster_operators/options.hpp>
#include <proflens/workflow/cluster_operators/sources.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

class operator_store;

/// What is undefined is NaN: the variance of one run, the ratio to nothing.
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// What makes runs of operators comparable. Texts are as they stand in the source, with inner
/// quotes; `N/A` where the source has none. Ordered bytewise.
struct operator_key {
  std::string op_name;
  std::string input_shape;
  std::string input_size;  ///< data types of the inputs, under the name the tables of users have
  std::string output_shape;

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.op_name, self.input_shape, self.input_size, self.output_shape);
  }
  friend bool operator==(const operator_key&, const operator_key&) = default;
  friend std::strong_ordering operator<=>(const operator_key&, const operator_key&) = default;
};

/// Runs of one class of operators, which no figure tells apart.
struct cluster_class {
  operator_key key;
  std::string op_type = {};       ///< of the first run that was read
  bool is_communication = false;  ///< Task Type COMMUNICATION or HCCL: it waits for other devices
  std::uint64_t devices = 0;      ///< that ran it

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.key, self.op_type, self.is_communication, self.devices);
  }
};

/// A device of the cluster.
struct cluster_device {
  std::int64_t node = 0;
  std::int64_t device = 0;

  friend auto operator<=>(const cluster_device&, const cluster_device&) = default;
};

/// Durations in us. Quantiles are of type 7 or, where samples were given up, those of a sketch.
struct duration_statistics {
  std::uint64_t count = 0;
  double total = 0;
  double mean = undefined;
  double variance = undefined;  ///< n - 1; NaN for one run
  double standard_deviation = undefined;
  double min = undefined, q1 = undefined, median = undefined, q3 = undefined;
  double p95 = undefined, p99 = undefined, max = undefined;

  double range() const { return max - min; }
};

/// A row of the table. Without a device it is about all devices of the node, without a node about
/// all of the cluster.
struct operator_row {
  std::size_t of = 0;  ///< place in `classes`
  std::optional<std::int64_t> step = {};
  std::optional<std::int64_t> node = {};
  std::optional<std::int64_t> device = {};
  duration_statistics time = {};
};

/// A device that is slow on one operator.
struct slow_device {
  std::int64_t node = 0;
  std::int64_t device = 0;
  std::string op_name, input_shape, input_size, output_shape;
  double excess_ratio = undefined;  ///< 0.35: its median is 1.35 times that of the devices
  double z = undefined;
  double p_adjusted = undefined;  ///< over all tested pairs of class and device
  double cost_us = undefined;     ///< its runs times what each is above the others
};

/// A device whose collectives are unusually short: it comes late, and the others wait for it.
struct waiting_device {
  std::int64_t node = 0;
  std::int64_t device = 0;
  std::string op_name, input_shape, input_size, output_shape;
  double shortfall_ratio = undefined;  ///< 0.35: its median is 0.65 times that of the devices
  double z = undefined;                ///< negative
  double p_adjusted = undefined;
  double waited_us = undefined;  ///< what its runs are below the others: the wait of each of them
};

/// A device's speed over all classes of compute.
struct ranked_device {
  std::int64_t node = 0;
  std::int64_t device = 0;
  double ratio = undefined;  ///< geometric mean of its median over that of the devices
  interval ci95 = {undefined, undefined};
  std::uint64_t classes = 0;  ///< behind the ratio
  std::uint64_t count = 0;    ///< runs, communication included
  double total_us = 0;        ///< of all its runs, communication included
};

/// How unevenly an operator runs over the devices.
struct imbalanced_operator {
  std::size_t of = 0;        ///< place in `classes`
  double ratio = undefined;  ///< largest of the devices' means over the mean of these
  std::int64_t node = 0;     ///< where it is largest
  std::int64_t device = 0;
};

struct type_time {
  std::string type;
  std::uint64_t count = 0;
  double total_us = 0;
  double share = undefined;  ///< of the time of all operators
};

/// A class in two runs of a cluster. What only one run has is NaN on the other's side, and counts
/// 0.
struct compared_class {
  operator_key key;
  std::uint64_t count_a = 0, count_b = 0;
  double mean_a = undefined, mean_b = undefined;
  double median_a = undefined, median_b = undefined;
  double ratio = undefined;  ///< mean of b over mean of a
  interval ci95 = {undefined, undefined};
  double p_adjusted = undefined;  ///< that the means are equal; over all classes that both have

  /// `a`, `b`, or nothing where both runs have the class.
  std::string_view only_in() const { return count_b == 0 ? "a" : count_a == 0 ? "b" : ""; }
};

/// What became of a table that was read.
struct cluster_file {
  std::string path;
  read::ledger ledger = {};

  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.path, self.ledger);
  }
};

/// A time or a ratio of the top operators: a page. One list for each of `top`.
struct operator_feature {
  std::string column;  ///< as in the source, such as `aicore_time(us)`
  std::vector<std::vector<std::pair<cluster_device, duration_samples>>> samples = {};

  bool is_ratio() const { return column.ends_with("_ratio"); }
  /// No operator has a value of it on any device.
  bool empty() const {
    return std::ranges::all_of(samples, [](const auto& devices) { return devices.empty(); });
  }
  /// The name of the page: the column without its unit.
  std::string name() const {
    return column.ends_with("(us)") ? column.substr(0, column.size() - 4) : column;
  }
};

/// Operators of a cluster.
struct cluster_operators_result {
  cluster_operators_options options;
  std::vector<cluster_file> files = {};  ///< that were read, in natural order
  read::ledger ledger = {};              ///< of all of them
  std::vector<set_aside_file> set_aside = {};
  std::vector<std::string> folders_without_table = {};
  std::vector<std::string> warnings = {};

  std::vector<cluster_class> classes = {};  ///< by key, bytewise
  std::vector<cluster_device> devices = {};
  std::vector<operator_row> rows = {};  ///< the table
  std::size_t rows_of_rank = 0;         ///< the first rows, which this rank has summed up
  std::vector<std::size_t> top = {};    ///< places in `classes`, the first by `rank_by` first
  double percentile_error = 0;          ///< 0: quantiles are exact; else relative, of the sketches

  std::vector<slow_device> slow_devices = {};       ///< the most costly first
  std::string verdict_note = {};                    ///< why there is none, or how it was reached
  std::uint64_t tested_pairs = 0;                   ///< of class and device
  std::vector<ranked_device> devices_ranked = {};   ///< the slowest first
  std::vector<waiting_device> waiting = {};         ///< the longest wait first
  std::vector<imbalanced_operator> imbalance = {};  ///< the largest ratio first
  std::vector<type_time> time_by_type = {};         ///< the largest first

  std::vector<operator_feature> features = {};  ///< for the pages; the first is `total_time(us)`
  std::vector<compared_class> comparison = {};  ///< with `options.compare`, by key

  /// All runs of the classes that this rank has summed up, of all classes with `options.compare` on
  /// rank 0, but those that `features` took; to free them takes a while.
  std::shared_ptr<const operator_store> runs = {};
};

}  // namespace proflens::workflow
