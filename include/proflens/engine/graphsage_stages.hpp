#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>

namespace proflens::engine {

/// The stages of a GraphSAGE layer with mean aggregation (Hamilton, Ying and Leskovec 2017), which
/// takes x[N,F] and edge_index[2,E] to out[N,F]; row 0 of edge_index is the source of each edge,
/// row 1 its destination. The numbers are those of result tables.
enum class graphsage_stage : int {
  gather = 1,        ///< x[N,F], edge_index[2,E] -> x_j[E,F], the row of each source
  message = 2,       ///< x_j[E,F] -> messages[E,F], the same
  reduce_sum = 3,    ///< messages[E,F], edge_index[2,E], N -> sum[N,F] over the edges into a node
  reduce_count = 4,  ///< edge_index[2,E], N -> count[N], the edges into a node, as float
  normalize = 5,     ///< sum[N,F], count[N] -> mean[N,F] = sum / max(count, 1)
  transform = 6,     ///< mean[N,F], x[N,F] -> out[N,F] = mean W_l^T + bias + x W_r^T
  activate = 7,      ///< out[N,F] -> relu[N,F] = max(out, 0)
};

inline constexpr std::array all_graphsage_stages{
    graphsage_stage::gather,       graphsage_stage::message,   graphsage_stage::reduce_sum,
    graphsage_stage::reduce_count, graphsage_stage::normalize, graphsage_stage::transform,
    graphsage_stage::activate};

constexpr int id_of(graphsage_stage stage) { return static_cast<int>(stage); }

/// "gather", ..., "activate".
constexpr std::string_view name_of(graphsage_stage stage) {
  constexpr std::array<std::string_view, 7> names{
      "gather", "message", "reduce_sum", "reduce_count", "normalize", "transform", "activate"};
  return names[static_cast<std::size_t>(id_of(stage)) - 1];
}

/// Throws engine::error for a number that is none of 1 to 7.
inline graphsage_stage graphsage_stage_of(int id) {
  if (id >= 1 && id <= 7) return static_cast<graphsage_stage>(id);
  throw error("GraphSAGE has no stage " + std::to_string(id) +
              "; its stages are 1 (gather) to 7 (activate)");
}

/// Bytes that a stage reads and writes at `features` features (F), 4 for each float and 8 for each
/// index, whatever the engine computes in. Weights and the N of stages 3 and 4 do not count.
constexpr std::int64_t graphsage_bytes(graphsage_stage stage, const graph_size& size,
                                       std::int64_t features) {
  const std::int64_t node_rows = 4 * size.nodes * features;
  const std::int64_t edge_rows = 4 * size.edges * features;
  const std::int64_t index = 16 * size.edges;
  switch (stage) {
    case graphsage_stage::gather: return node_rows + index + edge_rows;
    case graphsage_stage::message: return 2 * edge_rows;
    case graphsage_stage::reduce_sum: return edge_rows + index + node_rows;
    case graphsage_stage::reduce_count: return index + 4 * size.nodes;
    case graphsage_stage::normalize: return 2 * node_rows + 4 * size.nodes;
    case graphsage_stage::transform: return 3 * node_rows;
    case graphsage_stage::activate: return 2 * node_rows;
  }
  return 0;
}

}  // namespace proflens::engine
