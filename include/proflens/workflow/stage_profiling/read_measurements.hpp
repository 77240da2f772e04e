#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/record/stage_time.hpp>
#include <proflens/workflow/python_numbers.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/raw_measurements.hpp>
#include <proflens/workflow/whole_file.hpp>

/// Tables of measured stages, `"nodes,edges,PU,stage" -> {...}`, ours and those found in the wild:
/// raw measurements `{mean, std, min, max}` with or without samples, lookup tables
/// `{compute_time_ms, transfer_time_ms, total_time_ms, std_ms}` or any part of that, failures as
/// `{failed: true}` or by a mean of -1, NaN and Infinity as Python writes them.
namespace proflens::workflow {

/// A table that was read: entries = points + left_out, always.
struct stage_measurements {
  std::size_t entries = 0;
  std::vector<record::stage_time> points = {};  ///< in the order of the file, with the failed ones
  std::vector<left_out_entry> left_out = {};
  std::size_t compute_only = 0;  ///< points whose only time is compute_time_ms, taken as the total
};

/// The parts of a text between commas, without the spaces around them.
inline std::vector<std::string_view> comma_separated(std::string_view text) {
  std::vector<std::string_view> parts;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t first = std::min(part.find_first_not_of(' '), part.size());
    parts.push_back(part.substr(first, part.find_last_not_of(' ') + 1 - first));
    more = comma != text.npos;
    if (more) text.remove_prefix(comma + 1);
  }
  return parts;
}

/// A whole number from 1 to `most`; 0 for a text that is none.
inline std::int64_t counting_number(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole && number >= 1 && number <= most ? number : 0;
}

/// Where a point belongs; "1000, 2000, cpu, 3" is read as "1000,2000,CPU,3". Throws read::error for
/// a key that is none.
inline record::stage_time point_of_key(std::string_view key) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  const auto parts = comma_separated(key);
  if (parts.size() != 4 || parts[2].empty())
    throw read::error("expected a key \"nodes,edges,PU,stage\"");
  record::stage_time point{.nodes = counting_number(parts[0], most),
                           .edges = counting_number(parts[1], most),
                           .unit = std::string(parts[2])};
  if (point.nodes == 0 || point.edges == 0)
    throw read::error("nodes and edges have to be whole numbers from 1 to 2^40");
  point.stage = static_cast<int>(counting_number(parts[3], 7));
  if (point.stage == 0)
    throw read::error("there is no stage " + read::shortened(parts[3]) + "; stages are 1 to 7");
  for (char& c : point.unit)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return point;
}

/// Fills a point from an entry of a table. Throws read::error where the entry gives neither times
/// nor a failure, or a value is not what it should be.
class stage_entry_reader {
 public:
  stage_entry_reader(const read::json_node& entry, record::stage_time& point)
      : entry_(entry), point_(point) {}

  /// True where the only time is that of computing.
  bool operator()() {
    read_names();
    const auto failed = entry_.find_value("failed");
    if (failed && failed->flag()) {
      point_.failed = true;
      return false;
    }
    const double mean = number({"mean", "mean_ms", "total_time_ms"});
    if (mean == -1) {
      point_.failed = true;
      if (point_.reason.empty()) point_.reason = "failed where it was measured: its mean is -1";
      return false;
    }
    point_.mean_ms = mean;
    read_times();
    return std::isnan(point_.mean_ms) && std::isnan(point_.median_ms) && take_parts();
  }

 private:
  void read_names() {
    text("engine", point_.engine);
    text("device", point_.device);
    text("device_name", point_.device_name);
    text("precision", point_.precision);
    text("error", point_.reason);
    text("reason", point_.reason);
    const auto threads = entry_.find_value("threads");
    if (threads)
      point_.threads = static_cast<int>(std::min<std::uint64_t>(threads->count(), 1 << 20));
  }

  void read_times() {
    if (const auto list = entry_.find_value("samples"))
      for (const auto& one : list->items()) point_.samples_ms.push_back(time(one));
    if (point_.samples_ms.empty()) {
      require_time("mean", point_.mean_ms);
      point_.std_ms = time_of({"std", "std_ms"});
      point_.min_ms = time_of({"min", "min_ms"});
      point_.max_ms = time_of({"max", "max_ms"});
      point_.median_ms = time_of({"median", "median_ms"});
      point_.mad_ms = time_of({"mad", "mad_ms"});
    } else {
      point_ = summarized(std::move(point_));  // whatever else the entry says
    }
  }

  /// The total out of its parts; true where there is no transfer.
  bool take_parts() {
    const double compute = time_of({"compute_time_ms"});
    const double transfer = time_of({"transfer_time_ms"});
    if (std::isnan(compute))
      throw read::error(
          "it holds no time: expected mean, median, samples, total_time_ms or compute_time_ms as "
          "a finite number");
    point_.mean_ms = compute + (std::isnan(transfer) ? 0 : transfer);
    return std::isnan(transfer);
  }

  void text(std::string_view key, std::string& target) const {
    const auto value = entry_.find_value(key);
    if (value && value->is_text()) target = value->text();
  }
  /// The first of some members that is there and not null; else NaN.
  double number(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys)
      if (const auto value = entry_.find_value(key)) return value->number();
    return record::stage_time::unknown;
  }
  double time_of(std::initializer_list<std::string_view> keys) const {
    const double found = number(keys);
    require_time(*keys.begin(), found);
    return found;
  }
  static double time(const read::json_node& value) {
    const double found = value.number();
    if (found < 0) value.fail_expecting("a time of 0 or more");
    return found;
  }
  static void require_time(std::string_view name, double found) {
    if (found < 0) throw read::error(std::string(name) + " is negative; times are 0 or more");
  }

  const read::json_node& entry_;
  record::stage_time& point_;
};

/// Reads a table that was parsed. Entries that give no point are left out, with the reason; of keys
/// that stand twice the first counts. Throws read::error unless it is an object.
inline stage_measurements read_measurements(const read::json_node& root) {
  stage_measurements result;
  std::set<std::string> seen;
  for (const auto& [key, entry] : root.members()) {
    ++result.entries;
    try {
      record::stage_time point = point_of_key(key);
      const bool compute_only = stage_entry_reader(entry, point)();
      if (!seen.insert(record::key_of(point)).second)
        throw read::error("the key stands twice; the first entry counts");
      result.points.push_back(std::move(point));
      result.compute_only += compute_only ? 1 : 0;
    } catch (const read::error& wrong) {
      result.left_out.push_back({std::string(key), wrong.what()});
    }
  }
  return result;
}

/// Reads raw_measurements.json or a table like it. Throws read::error for a file that cannot be
/// read or is no JSON.
inline stage_measurements read_measurements_file(const std::filesystem::path& file) {
  const read::json_document document(without_python_numbers(whole_file(file)), file.string());
  return read_measurements(document.root());
}

}  // namespace proflens::workflow
