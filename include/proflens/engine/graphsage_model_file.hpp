#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_stages.hpp>

namespace proflens::engine {

/// The name of the exported model of a stage, without the ending: "stage1_gather_cpu" takes graphs
/// of any size, "stage1_gather_npu_1000_5000" of 1,000 nodes and 5,000 edges only. `unit` is the
/// unit it is made for, in lower case.
inline std::string graphsage_model_name(graphsage_stage stage, std::string_view unit,
                                        const std::optional<graph_size>& fixed = {}) {
  std::string name = "stage" + std::to_string(id_of(stage)) + '_' + std::string(name_of(stage)) +
                     '_' + std::string(unit);
  if (fixed) name += '_' + std::to_string(fixed->nodes) + '_' + std::to_string(fixed->edges);
  return name;
}

}  // namespace proflens::engine
