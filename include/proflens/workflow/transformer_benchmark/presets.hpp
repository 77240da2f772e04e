#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/report/table.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>

namespace proflens::workflow {

/// A configuration that has a name.
struct transformer_preset {
  std::string name = {};
  std::string purpose = {};
  transformer_configuration configuration = {};
};

/// `first`, twice that, ... up to `last`.
inline std::vector<int> doublings(int first, int last) {
  std::vector<int> result;
  for (int value = first; value <= last; value *= 2) result.push_back(value);
  return result;
}

/// All presets, from the quickest on.
inline std::vector<transformer_preset> transformer_presets() {
  std::vector<transformer_preset> all;
  const auto add = [&](const char* name, const char* purpose, std::vector<int> batch_sizes,
                       std::vector<int> input_lengths, int output_length, int num_runs) {
    transformer_preset& preset = all.emplace_back();
    preset.name = name;
    preset.purpose = purpose;
    preset.configuration.batch_sizes = std::move(batch_sizes);
    preset.configuration.input_lengths = std::move(input_lengths);
    preset.configuration.output_length = output_length;
    preset.configuration.num_runs = num_runs;
  };
  add("quick_test", "a quick check that all works", {1, 2}, {32, 64}, 20, 1);
  add("small_scale", "small tests", {1, 2}, {32, 64, 128}, 30, 2);
  add("medium_scale", "standard tests", doublings(1, 32), doublings(32, 2048), 50, 3);
  add("large_scale", "large tests", doublings(1, 256), doublings(64, 65536), 100, 5);
  add("batch_size_study", "the effect of the batch size", doublings(1, 256), {256}, 50, 5);
  add("input_length_study", "the effect of the input length", {1}, doublings(16, 65536), 50, 5);
  return all;
}

/// "quick_test, small_scale, ...", for messages and helps.
inline std::string preset_names() {
  std::string names;
  for (const transformer_preset& preset : transformer_presets())
    names += (names.empty() ? "" : ", ") + preset.name;
  return names;
}

/// The preset of a name; nothing if there is none.
inline std::optional<transformer_preset> find_preset(std::string_view name) {
  for (transformer_preset& preset : transformer_presets())
    if (preset.name == name) return std::move(preset);
  return std::nullopt;
}

/// The configuration of a preset. Throws workflow::error that lists all names if there is none.
inline transformer_configuration preset_configuration(std::string_view name) {
  if (auto preset = find_preset(name)) return std::move(preset->configuration);
  throw error("there is no preset " + std::string(name) + "; there are " + preset_names());
}

/// The presets as a table for people.
inline report::table preset_table() {
  report::table shown({{"preset", ""},
                       {"batch sizes", ""},
                       {"input lengths", ""},
                       {"output", ""},
                       {"runs", ""},
                       {"for", ""}});
  for (const transformer_preset& preset : transformer_presets()) {
    const transformer_configuration& of = preset.configuration;
    shown.add({preset.name, list_text(of.batch_sizes), list_text(of.input_lengths),
               of.output_length, of.num_runs, preset.purpose});
  }
  return shown;
}

}  // namespace proflens::workflow
