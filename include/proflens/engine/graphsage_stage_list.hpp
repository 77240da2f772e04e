#pragma once

#include <string>
#include <vector>

#include <proflens/engine/concepts.hpp>
#include <proflens/engine/graphsage_stages.hpp>

namespace proflens::engine {

/// All stages in their order, as engines tell them.
inline std::vector<stage> graphsage_stage_list() {
  std::vector<stage> stages;
  for (const graphsage_stage each : all_graphsage_stages)
    stages.push_back({id_of(each), std::string(name_of(each))});
  return stages;
}

}  // namespace proflens::engine
