#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/random_numbers.hpp>

namespace proflens::engine {

/// An input of a stage, row after row: either of floats or of indices, the other is empty.
struct stage_tensor {
  std::string name = {};  ///< "x", "edge_index", ...: as in exported models
  std::vector<std::int64_t> shape = {};
  std::vector<float> floats = {};
  std::vector<std::int64_t> indices = {};

  friend bool operator==(const stage_tensor&, const stage_tensor&) = default;
};

/// Throws engine::error for a graph that no engine can be prepared for: no nodes, less than no
/// edges, no features, or so many that their bytes cannot be counted in 63 bits. A graph without
/// edges is one.
inline void require_computable(const graph_size& size, std::int64_t features) {
  constexpr std::int64_t most = std::int64_t{1} << 58;  // 16 times as many bytes still count
  const std::string asked = "GraphSAGE: " + std::to_string(size.nodes) + " nodes, " +
                            std::to_string(size.edges) + " edges, " + std::to_string(features) +
                            " features; ";
  if (size.nodes < 1 || size.edges < 0 || features < 1)
    throw error(asked + "expected nodes and features of 1 at least and edges of 0 at least");
  if (size.nodes > most / features || size.edges > most / features)
    throw error(asked + "nodes x features or edges x features is above 2^58");
}

/// Draws the inputs of stages; each depends on the seed and its own sizes alone, whatever the
/// stage.
class graphsage_input_maker {
 public:
  graphsage_input_maker(const graph_size& size, std::int64_t features, std::uint64_t seed)
      : size_(size), features_(features), seed_(scrambled(seed)) {}

  /// [rows, F] numbers of mean 0 and deviation 1.
  stage_tensor numbers(std::string name, std::int64_t rows, std::uint64_t tensor) const {
    stage_tensor result{.name = std::move(name), .shape = {rows, features_}};
    result.floats.resize(static_cast<std::size_t>(rows * features_));
    random_numbers(scrambled(seed_ + tensor), 1, 0, result.floats.data(), result.floats.size());
    return result;
  }

  /// [2, E]: from any node to any node, each as likely as the others.
  stage_tensor edges() const {
    stage_tensor result{.name = "edge_index", .shape = {2, size_.edges}};
    const auto count = static_cast<std::size_t>(2 * size_.edges);
    result.indices.resize(count);
    for (std::size_t i = 0; i < count; ++i) result.indices[i] = end_of_edge(i);
    return result;
  }

  /// [N]: the edges into each node.
  stage_tensor counts() const {
    stage_tensor result{.name = "count", .shape = {size_.nodes}};
    result.floats.resize(static_cast<std::size_t>(size_.nodes));
    // One by one: all of them may be far more than this stage has room for.
    const auto edges = static_cast<std::size_t>(size_.edges);
    for (std::size_t i = edges; i < 2 * edges; ++i)
      ++result.floats[static_cast<std::size_t>(end_of_edge(i))];
    return result;
  }

  /// [N] zeros, whose shape tells N to models for graphs of any size.
  stage_tensor nodes() const {
    return {.name = "nodes",
            .shape = {size_.nodes},
            .floats = std::vector<float>(static_cast<std::size_t>(size_.nodes))};
  }

 private:
  /// Number i of edge_index: first all sources, then all destinations.
  std::int64_t end_of_edge(std::size_t i) const {
    const auto nodes = static_cast<std::uint64_t>(size_.nodes);
    return static_cast<std::int64_t>(scrambled(scrambled(seed_ + 5) + i) % nodes);
  }

  graph_size size_;
  std::int64_t features_;
  std::uint64_t seed_;
};

/// The inputs of a stage at a size, in the order of its model: random edges between random
/// features, the same for the same arguments on every machine and for every engine. Models for one
/// size have no `nodes`, the last input of stages 3 and 4. Throws engine::error like
/// `require_computable`; std::bad_alloc.
inline std::vector<stage_tensor> graphsage_inputs(graphsage_stage stage, const graph_size& size,
                                                  std::int64_t features, std::uint64_t seed = 1) {
  require_computable(size, features);
  const graphsage_input_maker make(size, features, seed);
  std::vector<stage_tensor> result;
  switch (stage) {
    case graphsage_stage::gather:
      result.push_back(make.numbers("x", size.nodes, 1));
      result.push_back(make.edges());
      break;
    case graphsage_stage::message: result.push_back(make.numbers("x_j", size.edges, 2)); break;
    case graphsage_stage::reduce_sum:
      result.push_back(make.numbers("messages", size.edges, 2));
      result.push_back(make.edges());
      result.push_back(make.nodes());
      break;
    case graphsage_stage::reduce_count:
      result.push_back(make.edges());
      result.push_back(make.nodes());
      break;
    case graphsage_stage::normalize:
      result.push_back(make.numbers("sum", size.nodes, 3));
      result.push_back(make.counts());
      break;
    case graphsage_stage::transform:
      result.push_back(make.numbers("mean", size.nodes, 4));
      result.push_back(make.numbers("x", size.nodes, 1));
      break;
    case graphsage_stage::activate: result.push_back(make.numbers("out", size.nodes, 6)); break;
  }
  return result;
}

}  // namespace proflens::engine
