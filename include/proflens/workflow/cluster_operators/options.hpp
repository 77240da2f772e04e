#pragma once

#include <proflens/workflow/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace proflens::workflow {

/// What is written: pages, tables, or both; the summary always.
enum class cluster_output : std::uint8_t { html, csv, all };

/// By which of its all-device statistics an operator class comes first; the largest first.
enum class operator_rank : std::uint8_t { mean, total, variance, p99, imbalance };

/// What a row of the table stands for, beside the operator class.
enum class operator_split : std::uint8_t { device, node, step };

/// How far reading has come.
struct cluster_progress {
  std::uint64_t bytes = 0;        ///< read so far, in this pass
  std::uint64_t total_bytes = 0;  ///< of all tables of this pass
  int pass = 1;                   ///< 1: durations; 2: features of the top operators
  bool is_done = false;           ///< of this pass
};

/// Which cluster to analyse, and how.
struct cluster_operators_options {
  std::filesystem::path root = {};  ///< the parent of the node folders
  cluster_output output = cluster_output::html;
  std::int64_t top = 10;  ///< operators on the pages; 0 and less: one, with a warning
  operator_rank rank_by = operator_rank::mean;
  operator_split by = operator_split::device;
  std::function<bool(std::string_view)> keeps_name = {};  ///< of an operator; empty: all
  std::string op_type = {};                               ///< only operators of this OP Type
  bool merge_instances = false;                           ///< `ZerosLike46` counts as `ZerosLike`
  double min_excess = 0.10;               ///< a device below 1.10 of the others is never slow
  bool sketch = false;                    ///< quantiles by sketches from the first sample on
  std::size_t exact_memory = 64u << 20u;  ///< bytes of samples kept before sketches take over
  bool spreadsheet = false;               ///< `'` before cells that a spreadsheet would compute
  bool json = false;                      ///< the table as JSON too
  std::filesystem::path compare = {};     ///< the root of another run; empty: none
  unsigned threads = 0;                   ///< 0: one per core
  std::function<void(const cluster_progress&)> progress = {};  ///< called by one thread at a time
};

inline constexpr std::array<std::string_view, 3> cluster_output_names{"html", "csv", "all"};
inline constexpr std::array<std::string_view, 5> operator_rank_names{"mean", "total", "variance",
                                                                     "p99", "imbalance"};
inline constexpr std::array<std::string_view, 3> operator_split_names{"device", "node", "step"};

/// The value that a word stands for. Throws workflow::error that lists the valid words.
template <class Value, std::size_t Count>
Value value_named(std::string_view word, const std::array<std::string_view, Count>& names) {
  std::string valid;
  for (std::size_t i = 0; i < Count; ++i) {
    if (word == names[i]) return static_cast<Value>(i);
    valid += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  throw error("\"" + std::string(word) + "\" is none of the valid values: " + valid);
}

}  // namespace proflens::workflow
