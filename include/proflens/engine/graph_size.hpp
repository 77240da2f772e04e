#pragma once

#include <compare>
#include <cstdint>

namespace proflens::engine {

/// How large a graph is: the workload of a stage of a graph neural network.
struct graph_size {
  std::int64_t nodes = 0;  ///< N
  std::int64_t edges = 0;  ///< E

  friend bool operator==(const graph_size&, const graph_size&) = default;
  friend auto operator<=>(const graph_size&, const graph_size&) = default;
};

}  // namespace proflens::engine
