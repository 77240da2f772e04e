#pragma once

#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/graphsage_weights.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/reference.hpp"

namespace tests {

/// A graph whose layer was computed elsewhere, stage by stage.
struct graphsage_case {
  std::string name;
  proflens::engine::graph_size size;
  proflens::engine::graphsage_weights weights;
  reference::element values;  ///< as the file has them
  double tolerance = 0;       ///< absolute, for float32
};

/// The numbers of a matrix row after row, or those of a list.
inline std::vector<double> flat_numbers(reference::element list) {
  std::vector<double> result;
  for (const reference::element one : simdjson::dom::array(list)) {
    if (one.is_array()) {
      const auto row = reference::numbers(one);
      result.insert(result.end(), row.begin(), row.end());
    } else {
      result.push_back(reference::number(one));
    }
  }
  return result;
}

template <class Number>
std::vector<Number> flat(reference::element list) {
  std::vector<Number> result;
  for (const double number : flat_numbers(list)) result.push_back(static_cast<Number>(number));
  return result;
}

/// Those of the reference folder, or of the repository where that has none.
inline std::vector<graphsage_case> graphsage_cases() {
  static simdjson::dom::parser parser;
  constexpr std::string_view name = "/graphsage/graphsage.json";
  std::string file = reference::folder().append(name);
  if (!std::filesystem::exists(file))
    file = std::string(PROFLENS_TEST_DATA "/reference").append(name);
  static const reference::element all = parser.load(file);
  std::vector<graphsage_case> result;
  for (const reference::element one : simdjson::dom::array(all["cases"]))
    result.push_back({std::string(std::string_view(one["name"])),
                      {std::int64_t(one["nodes"]), std::int64_t(one["edges"])},
                      {std::int64_t(one["features"]), flat<float>(one["W_l"]),
                       flat<float>(one["W_r"]), flat<float>(one["bias"])},
                      one,
                      reference::tolerance_of(all)});
  REQUIRE(result.size() >= 3);
  return result;
}

/// What a stage is given: what the stages before it should have given, rounded to float.
inline std::vector<proflens::engine::stage_tensor> inputs_of(
    const graphsage_case& it, proflens::engine::graphsage_stage stage) {
  namespace engine = proflens::engine;
  // Inputs in the order of the model, of the right shapes; their numbers are replaced.
  auto inputs = engine::graphsage_inputs(stage, it.size, it.weights.features);
  const reference::element stages = it.values["stages"];
  for (engine::stage_tensor& input : inputs) {
    if (input.name == "x") input.floats = flat<float>(it.values["x"]);
    if (input.name == "edge_index") input.indices = flat<std::int64_t>(it.values["edge_index"]);
    if (input.name == "x_j") input.floats = flat<float>(stages["gather"]);
    if (input.name == "messages") input.floats = flat<float>(stages["message"]);
    if (input.name == "sum") input.floats = flat<float>(stages["reduce_sum"]);
    if (input.name == "count") input.floats = flat<float>(stages["reduce_count"]);
    if (input.name == "mean") input.floats = flat<float>(stages["normalize"]);
    if (input.name == "out") input.floats = flat<float>(stages["transform"]);
  }
  return inputs;
}

/// What it should give.
inline std::vector<double> expected_of(const graphsage_case& it,
                                       proflens::engine::graphsage_stage stage) {
  return flat_numbers(it.values["stages"][name_of(stage)]);
}

}  // namespace tests
