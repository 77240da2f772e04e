#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace proflens::record {

/// How long a stage of a model took on a processing unit at one size of the graph: a point of
/// raw_measurements.json, by us or by others. Times are in milliseconds; what is not known is NaN
/// or empty.
struct stage_time {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::int64_t nodes = 0;
  std::int64_t edges = 0;
  std::string unit = {};  ///< "CPU", "GPU", "NPU"
  int stage = 0;          ///< 1 to 7, see engine::graphsage_stage

  std::vector<double> samples_ms = {};  ///< every timed run, in their order
  double mean_ms = unknown;
  double std_ms = unknown;  ///< of ours divided by n - 1, of numpy's tables by n
  double min_ms = unknown;
  double max_ms = unknown;
  double median_ms = unknown;
  double mad_ms = unknown;  ///< median of the absolute deviations from the median, not scaled

  std::string engine = {};       ///< that really ran: "openvino", "onnxruntime", "eigen"
  std::string device = {};       ///< that really ran, as the engine calls it: "GPU.0"
  std::string device_name = {};  ///< the marketing name
  std::string precision = {};    ///< of the arithmetic: "f32", "f16", "bf16"
  int threads = 0;               ///< 0: unknown

  bool failed = false;      ///< then there are no times
  std::string reason = {};  ///< of the failure; for a point that ran, why another engine stood in

  friend bool operator==(const stage_time&, const stage_time&) = default;  // NaN: never equal
};

/// "nodes,edges,PU,stage", the key of a point in all tables of a stage profile.
inline std::string key_of(const stage_time& point) {
  return std::to_string(point.nodes) + ',' + std::to_string(point.edges) + ',' + point.unit + ',' +
         std::to_string(point.stage);
}

}  // namespace proflens::record
