#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/measure/fingerprint.hpp>
#include <proflens/report/json.hpp>
#include <proflens/report/number.hpp>

namespace proflens::workflow {

/// What a transformer benchmark measures: a grid of points, batch sizes by input lengths, and what
/// all of them have in common. All counts lie in [1, `largest_count`].
struct transformer_configuration {
  static constexpr std::int64_t largest_count = 1'000'000'000;

  std::vector<int> batch_sizes = {};    ///< sequences at a time
  std::vector<int> input_lengths = {};  ///< tokens that each is fed
  int output_length = 50;               ///< tokens that each gives
  int num_runs = 3;                     ///< at each point, after warming up
  /// Points with more input tokens in all are skipped.
  std::int64_t max_batch_input_product = 131072;
  double temperature = 1;   ///< 0: greedy
  double top_p = 0.9;       ///< in (0, 1]
  std::string device = {};  ///< "auto", "cpu", "cuda", "cuda:0"; empty: none was asked for

  std::size_t points() const { return batch_sizes.size() * input_lengths.size(); }
  friend bool operator==(const transformer_configuration&,
                         const transformer_configuration&) = default;
};

/// Whether a device is a CUDA one: "cuda", "cuda:0", ...
inline bool is_cuda(std::string_view device) {
  return device == "cuda" || (device.starts_with("cuda:") && device.size() > 5 &&
                              device.find_first_not_of("0123456789", 5) == device.npos);
}

/// What is allowed where a text names no device; empty: it does.
inline std::string refusal_of_device(std::string_view device) {
  const bool is_known = device == "auto" || device == "cpu" || is_cuda(device);
  return is_known ? "" : "expected auto, cpu, cuda or cuda:N, found " + std::string(device);
}

/// What is measured where nothing else is asked for.
inline transformer_configuration default_configuration() {
  transformer_configuration standard;
  standard.batch_sizes = {1, 2, 4, 8, 16};
  standard.input_lengths = {32, 64, 128, 256, 512, 1024};
  return standard;
}

/// Writes a configuration as members of the object that is open.
inline void write_members(report::json_writer& out, const transformer_configuration& of) {
  out.member("batch_sizes", of.batch_sizes);
  out.member("input_lengths", of.input_lengths);
  out.member("output_length", of.output_length);
  out.member("num_runs", of.num_runs);
  out.member("max_batch_input_product", of.max_batch_input_product);
  out.member("temperature", of.temperature);
  out.member("top_p", of.top_p);
  if (!of.device.empty()) out.member("device", of.device);
}

/// A configuration as the JSON file that `read_configuration_file` reads.
inline std::string configuration_json(const transformer_configuration& configuration) {
  report::json_writer out;
  out.object([&] { write_members(out, configuration); });
  return out.text();
}

/// A list as text: "[1, 2, 4]".
inline std::string list_text(const std::vector<int>& list) {
  std::string text = "[";
  for (const int one : list) text += (text.size() == 1 ? "" : ", ") + report::exact(one);
  return text + ']';
}

/// What of a configuration has to be the same for a benchmark to be continued: all but the device,
/// which is part of the environment.
inline measure::fingerprint fingerprint_of(const transformer_configuration& of) {
  return {{"batch_sizes", list_text(of.batch_sizes)},
          {"input_lengths", list_text(of.input_lengths)},
          {"output_length", report::exact(of.output_length)},
          {"num_runs", report::exact(of.num_runs)},
          {"max_batch_input_product", report::exact(of.max_batch_input_product)},
          {"temperature", report::exact(of.temperature)},
          {"top_p", report::exact(of.top_p)}};
}

}  // namespace proflens::workflow
