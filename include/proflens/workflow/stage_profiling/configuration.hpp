#pragma once

#include <cstdint>
#include <vector>

#include <proflens/engine/graph_size.hpp>

namespace proflens::workflow {

/// What a stage profile measures: the sizes of the graphs, and what all of them have in common.
struct stage_configuration {
  std::vector<std::int64_t> node_sizes = {};  ///< where `test_cases` were given: they describe only
  std::vector<std::int64_t> edge_sizes = {};
  std::int64_t feature_dim = 500;  ///< F
  int num_warmup = 10;             ///< runs of each point that do not count
  int num_iterations = 50;         ///< runs of each point that are timed

  std::vector<engine::graph_size> test_cases = {};  ///< each once, in the order of the file

  friend bool operator==(const stage_configuration&, const stage_configuration&) = default;
};

/// All pairs of a node size and an edge size with at least as many edges as nodes.
inline std::vector<engine::graph_size> all_cases(const std::vector<std::int64_t>& node_sizes,
                                                 const std::vector<std::int64_t>& edge_sizes) {
  std::vector<engine::graph_size> cases;
  for (const std::int64_t nodes : node_sizes) {
    for (const std::int64_t edges : edge_sizes) {
      if (edges >= nodes) cases.push_back({nodes, edges});
    }
  }
  return cases;
}

/// The 15 cases that are measured where nothing else is asked for: 1,000 to 10,000 nodes and edges,
/// 500 features, 10 runs to warm up, 50 timed.
inline stage_configuration default_stage_configuration() {
  stage_configuration standard;
  standard.node_sizes = {1000, 2000, 3000, 5000, 10000};
  standard.edge_sizes = standard.node_sizes;
  standard.test_cases = all_cases(standard.node_sizes, standard.edge_sizes);
  return standard;
}

}  // namespace proflens::workflow
