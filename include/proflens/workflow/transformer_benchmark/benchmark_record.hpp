#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <proflens/detail/abandoned_files.hpp>
#include <proflens/detail/atomic_file.hpp>
#include <proflens/workflow/transformer_benchmark/options.hpp>
#include <proflens/workflow/transformer_benchmark/read_result.hpp>
#include <proflens/workflow/transformer_benchmark/result.hpp>
#include <proflens/workflow/transformer_benchmark/result_csv.hpp>
#include <proflens/workflow/transformer_benchmark/result_json.hpp>

namespace proflens::workflow {

/// The points of a benchmark as they are decided, and its two files, which hold them from then on,
/// whole or not at all.
class benchmark_record {
 public:
  /// `begun` is a result without points. Reads what is there if it is to be resumed. Throws
  /// workflow::error if that belongs to another measurement, proflens::error if nothing can be
  /// written under that name.
  benchmark_record(transformer_benchmark_result begun, const transformer_benchmark_options& options)
      : result_(std::move(begun)), points_(result_.configuration.points()) {
    if (options.output_prefix.empty()) return;
    json_ = json_file(options);
    csv_ = csv_file(options);
    for (const auto& file : {json_, csv_}) {
      detail::remove_abandoned_files(file);
      const detail::atomic_file tried(file);  // before hours are measured in vain
    }
    std::error_code unknown;
    if (options.resume && std::filesystem::exists(json_, unknown)) resume();
  }

  /// Whether the point at a place of the grid was measured before.
  bool is_measured(std::size_t place) const { return points_[place].has_value(); }

  /// Keeps a point. One that was tried is written at once; one that was skipped costs nothing to
  /// decide again, and is written with the next.
  void put(std::size_t place, transformer_point point) {
    const bool was_tried = point.status != point_status::skipped;
    points_[place] = std::move(point);
    if (was_tried) write();
  }

  /// Adds a remark to the environment, once.
  void remark(const std::string& text) {
    auto& all = result_.environment.remarks;
    if (!text.empty() && std::ranges::find(all, text) == all.end()) all.push_back(text);
  }

  /// Writes both files. The one that is resumed from comes last: what it holds, the other does.
  void write() {
    gather();
    if (json_.empty()) return;
    detail::write_atomically(csv_, result_csv(result_));
    detail::write_atomically(json_, result_json(result_));
  }

  /// All that was decided so far.
  const transformer_benchmark_result& result() {
    gather();
    return result_;
  }

 private:
  void resume() {
    const earlier_benchmark earlier = read_earlier(json_, result_.fingerprint);
    std::size_t place = 0, found = 0;
    for (const int batch_size : result_.configuration.batch_sizes) {
      for (const int input_length : result_.configuration.input_lengths) {
        const transformer_point* point = earlier.find(batch_size, input_length);
        if (point != nullptr) points_[place] = *point;
        found += point != nullptr;
        ++place;
      }
    }
    for (const std::string& text : earlier.remarks) remark(text);
    remark("resumed at " + result_.environment.time + " with " + std::to_string(found) +
           " measured points of the session of " + earlier.time);
  }

  void gather() {
    result_.points.clear();
    for (const auto& point : points_)
      if (point) result_.points.push_back(*point);
  }

  transformer_benchmark_result result_;
  std::vector<std::optional<transformer_point>> points_;
  std::filesystem::path json_;
  std::filesystem::path csv_;
};

}  // namespace proflens::workflow
