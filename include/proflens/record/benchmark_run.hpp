#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include <proflens/record/bounded_number.hpp>
#include <proflens/record/field.hpp>
#include <proflens/unit.hpp>

namespace proflens::record {

/// One measurement of a model at a batch size and a sequence length: a row of the tables of the
/// Hugging Face benchmarks, which hold one `result` in a unit the table does not name, or of our
/// own transformer benchmark, which holds times and memory. Memory is in MB of 2^20 bytes.
struct benchmark_run {
  std::string model;
  std::int64_t batch_size = 0;
  std::int64_t sequence_length = 0;      ///< tokens of each input
  std::optional<bounded_number> result;  ///< seconds or MB; absent: out of memory, or failed
  std::optional<double> total_latency_s;
  std::optional<double> gpu_memory_mb;
  std::optional<double> cpu_peak_memory_mb;
};

template <>
inline constexpr auto fields<benchmark_run> =
    std::tuple{required(&benchmark_run::model, "model", "model_name"),
               required(&benchmark_run::batch_size, "batch_size") | unit::count | nonnegative,
               required(&benchmark_run::sequence_length, "sequence_length", "input_length") |
                   unit::token | nonnegative,
               optional(&benchmark_run::result, "result"),
               optional(&benchmark_run::total_latency_s, "total_latency") | unit::second,
               optional(&benchmark_run::gpu_memory_mb, "gpu_memory_mb"),
               optional(&benchmark_run::cpu_peak_memory_mb, "cpu_peak_memory_mb")};

}  // namespace proflens::record

namespace proflens {
using record::benchmark_run;
}  // namespace proflens
