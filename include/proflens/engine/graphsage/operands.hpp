#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/large_memory.hpp>

namespace proflens::engine {

/// What an input has to look like.
struct operand_shape {
  std::string_view name = {};
  std::vector<std::int64_t> shape = {};
};

/// The inputs of a stage without `nodes`, which says no more than the size of the graph.
inline std::vector<operand_shape> operand_shapes(graphsage_stage stage, const graph_size& size,
                                                 std::int64_t features) {
  const std::vector<std::int64_t> node_rows{size.nodes, features}, edge_rows{size.edges, features};
  const operand_shape edge_index{"edge_index", {2, size.edges}};
  switch (stage) {
    case graphsage_stage::gather: return {{"x", node_rows}, edge_index};
    case graphsage_stage::message: return {{"x_j", edge_rows}};
    case graphsage_stage::reduce_sum: return {{"messages", edge_rows}, edge_index};
    case graphsage_stage::reduce_count: return {edge_index};
    case graphsage_stage::normalize: return {{"sum", node_rows}, {"count", {size.nodes}}};
    case graphsage_stage::transform: return {{"mean", node_rows}, {"x", node_rows}};
    case graphsage_stage::activate: return {{"out", node_rows}};
  }
  return {};
}

/// How many numbers a stage gives.
constexpr std::int64_t output_size(graphsage_stage stage, const graph_size& size,
                                   std::int64_t features) {
  if (stage == graphsage_stage::reduce_count) return size.nodes;
  const bool is_by_edge = stage == graphsage_stage::gather || stage == graphsage_stage::message;
  return (is_by_edge ? size.edges : size.nodes) * features;
}

/// The inputs of a stage and room for its result, in large pages that have been touched.
class graphsage_operands {
 public:
  /// Copies the inputs, which are found by their names. Throws engine::error where one is missing,
  /// has another shape or names a node that the graph lacks; std::bad_alloc.
  graphsage_operands(graphsage_stage stage, const graph_size& size, std::int64_t features,
                     const std::vector<stage_tensor>& inputs) {
    for (const operand_shape& expected : operand_shapes(stage, size, features)) {
      const stage_tensor& found = input_like(expected, stage, inputs);
      require_nodes(found.indices, size.nodes);
      inputs_.push_back(found.indices.empty() ? copy_of(found.floats) : copy_of(found.indices));
    }
    out_size_ = static_cast<std::size_t>(output_size(stage, size, features));
    out_ = std::make_unique<large_memory>(out_size_ * sizeof(float));
    std::memset(out_->data(), 0, out_size_ * sizeof(float));  // the pages come now, not when timed
  }

  /// An input of floats, by its place in `operand_shapes`.
  const float* floats(std::size_t index) const {
    return reinterpret_cast<const float*>(inputs_[index]->data());
  }
  /// One of indices.
  const std::int64_t* indices(std::size_t index) const {
    return reinterpret_cast<const std::int64_t*>(inputs_[index]->data());
  }
  float* out() { return reinterpret_cast<float*>(out_->data()); }
  std::span<const float> result() const {
    return {reinterpret_cast<const float*>(out_->data()), out_size_};
  }

 private:
  template <class Number>
  static std::unique_ptr<large_memory> copy_of(const std::vector<Number>& numbers) {
    const std::size_t bytes = numbers.size() * sizeof(Number);
    auto memory = std::make_unique<large_memory>(bytes);
    if (bytes > 0) std::memcpy(memory->data(), numbers.data(), bytes);
    return memory;
  }

  static std::string text_of(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t length : shape)
      text.append(text.empty() ? "[" : ", ").append(std::to_string(length));
    return text + ']';
  }

  static const stage_tensor& input_like(const operand_shape& expected, graphsage_stage stage,
                                        const std::vector<stage_tensor>& inputs) {
    const std::string what =
        "GraphSAGE: the input " + std::string(expected.name) + " of " + std::string(name_of(stage));
    const auto found = std::ranges::find(inputs, expected.name, &stage_tensor::name);
    if (found == inputs.end()) throw error(what + " is missing");
    std::int64_t numbers = 1;
    for (const std::int64_t length : expected.shape) numbers *= length;
    const auto size = static_cast<std::size_t>(numbers);
    const bool has_indices = expected.name == "edge_index";
    if (found->shape != expected.shape || found->floats.size() != (has_indices ? 0 : size) ||
        found->indices.size() != (has_indices ? size : 0))
      throw error(what + " has the shape " + text_of(found->shape) + " with " +
                  std::to_string(found->floats.size()) + " floats and " +
                  std::to_string(found->indices.size()) + " indices; expected " +
                  text_of(expected.shape) + " of " + (has_indices ? "indices" : "floats"));
    return *found;
  }

  static void require_nodes(const std::vector<std::int64_t>& indices, std::int64_t nodes) {
    const auto is_unknown = [=](std::int64_t index) { return index < 0 || index >= nodes; };
    const auto unknown = std::ranges::find_if(indices, is_unknown);
    if (unknown != indices.end())
      throw error("GraphSAGE: edge_index[" + std::to_string(unknown - indices.begin()) + "] is " +
                  std::to_string(*unknown) + ", not a node in [0, " + std::to_string(nodes) + ")");
  }

  std::vector<std::unique_ptr<large_memory>> inputs_;
  std::unique_ptr<large_memory> out_;
  std::size_t out_size_ = 0;
};

}  // namespace proflens::engine
