#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/engine/graph_size.hpp>

/// What has to be brought from one unit to another where the stages of a layer are divided.
namespace proflens::workflow {

/// A tensor of the layer: the stage that makes it, and those that read it.
struct layer_tensor {
  std::string_view name = {};
  int made_by = 0;                  ///< 0: an input of the layer
  std::array<int, 4> read_by = {};  ///< 0: none
};

/// All tensors but the result, which stays where the last stage makes it.
inline constexpr std::array<layer_tensor, 8> layer_tensors{{
    {"x", 0, {1, 6}},
    {"edge_index", 0, {1, 3, 4}},
    {"x_j", 1, {2}},
    {"messages", 2, {3}},
    {"sum", 3, {5}},
    {"count", 4, {5}},
    {"mean", 5, {6}},
    {"out", 6, {7}},
}};

/// Bytes of a tensor at `features` features: 4 for each float, 8 for each index.
constexpr std::int64_t bytes_of(const layer_tensor& tensor, const engine::graph_size& size,
                                std::int64_t features) {
  if (tensor.name == "edge_index") return 16 * size.edges;
  if (tensor.name == "count") return 4 * size.nodes;
  const bool is_of_edges = tensor.name == "x_j" || tensor.name == "messages";
  return 4 * features * (is_of_edges ? size.edges : size.nodes);
}

/// Stages `first` to `last` on one unit.
struct stage_block {
  std::string unit = {};
  int first = 1;
  int last = 7;

  bool holds(int stage) const { return first <= stage && stage <= last; }

  friend bool operator==(const stage_block&, const stage_block&) = default;
};

/// Tensors that go from one block of stages to a later one in one piece.
struct tensor_move {
  std::size_t from = 0;  ///< index of a block
  std::size_t to = 0;
  std::vector<std::string_view> tensors = {};
  std::int64_t bytes = 0;
};

/// What the blocks of a layer hand on, by the block that receives and then by the one that gives.
///
/// x and edge_index lie on the unit of the first block when the layer begins. Each tensor goes from
/// the block that made it right to each later block that reads it, once, whichever of its stages
/// read it. So a cut between stages 1 and 2 moves x_j, but also the edge_index that stages 3 and 4
/// read, and the x of stage 6.
inline std::vector<tensor_move> moves_between(const std::vector<stage_block>& blocks,
                                              const engine::graph_size& size,
                                              std::int64_t features) {
  std::vector<tensor_move> moves;
  for (std::size_t to = 1; to < blocks.size(); ++to) {
    for (std::size_t from = 0; from < to; ++from) {
      tensor_move move{.from = from, .to = to};
      for (const layer_tensor& tensor : layer_tensors) {
        const bool lies_there =
            tensor.made_by == 0 ? from == 0 : blocks[from].holds(tensor.made_by);
        bool is_read = false;
        for (const int stage : tensor.read_by) is_read |= stage > 0 && blocks[to].holds(stage);
        if (!lies_there || !is_read) continue;
        move.tensors.push_back(tensor.name);
        move.bytes += bytes_of(tensor, size, features);
      }
      if (!move.tensors.empty()) moves.push_back(std::move(move));
    }
  }
  return moves;
}

}  // namespace proflens::workflow
