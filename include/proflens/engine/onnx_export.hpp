#pragma once

// Empty without the component `onnx`.
#ifdef PROFLENS_WITH_ONNX

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <proflens/detail/atomic_file.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/engine/graph_size.hpp>
#include <proflens/engine/graphsage_inputs.hpp>
#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/engine/graphsage_weights.hpp>
#include <proflens/engine/onnx_graph.hpp>

namespace proflens::engine {

/// What a model computes in. Inputs and outputs are float32 in both.
enum class onnx_precision : std::uint8_t {
  f32,
  /// In half precision, with half weights; converted behind the inputs and before the output. What
  /// is added up over edges (stages 3 and 4) stays in float32: halves count to 2048 only, and ONNX
  /// Runtime cannot scatter them on CPUs.
  f16,
};

/// Writes the stages of GraphSAGE as ONNX, one after the other; `onnx_model` is what to call.
class graphsage_onnx_writer {
 public:
  graphsage_onnx_writer(graphsage_stage stage, const graphsage_weights& weights,
                        onnx_precision precision, const std::optional<graph_size>& fixed)
      : graph_("stage" + std::to_string(id_of(stage)) + '_' + std::string(name_of(stage))),
        weights_(weights),
        inner_(precision == onnx_precision::f16 ? onnx_type::f16 : onnx_type::f32),
        fixed_(fixed) {
    if (fixed) {
      nodes_ = fixed->nodes;
      edges_ = fixed->edges;
    }
  }

  std::string write(graphsage_stage stage) {
    switch (stage) {
      case graphsage_stage::gather: gather(); break;
      case graphsage_stage::message: message(); break;
      case graphsage_stage::reduce_sum: reduce_sum(); break;
      case graphsage_stage::reduce_count: reduce_count(); break;
      case graphsage_stage::normalize: normalize(); break;
      case graphsage_stage::transform: transform(); break;
      case graphsage_stage::activate: activate(); break;
    }
    return graph_.finish();
  }

 private:
  void gather() {
    const std::string x = floats("x", {nodes_, features()});
    take_end_of_edges(0, "source");
    graph_.node("Gather", {x, "source"}, result("x_j"));
    give("x_j", {edges_, features()});
  }

  void message() {
    const std::string x_j = floats("x_j", {edges_, features()});
    graph_.node("Identity", {x_j}, result("messages"));
    give("messages", {edges_, features()});
  }

  // Rows are added by indices [E, 1]: those of single numbers would take [E, F].
  void reduce_sum() {
    graph_.input("messages", onnx_type::f32, {edges_, features()});
    take_end_of_edges(1, "destination");
    graph_.constant("last_axis", {1}, std::array<std::int64_t, 1>{-1});
    graph_.node("Unsqueeze", {"destination", "last_axis"}, "destination_rows");
    take_node_count("node_count");
    graph_.constant("row_size", {1}, std::array{features()});
    onnx_graph::set(graph_.node("Concat", {"node_count", "row_size"}, "sum_shape"), "axis", 0);
    graph_.fill("sum_shape", 0, "no_sum");
    onnx_graph::set(graph_.node("ScatterND", {"no_sum", "destination_rows", "messages"}, "sum"),
                    "reduction", "add");
    graph_.output("sum", onnx_type::f32, {nodes_, features()});
  }

  void reduce_count() {
    take_end_of_edges(1, "destination");
    take_node_count("node_count");
    graph_.fill("node_count", 0, "no_count");
    graph_.node("Shape", {"destination"}, "edge_count");
    graph_.fill("edge_count", 1, "ones");
    auto& added = graph_.node("ScatterElements", {"no_count", "destination", "ones"}, "count");
    onnx_graph::set(added, "axis", 0);
    onnx_graph::set(added, "reduction", "add");
    graph_.output("count", onnx_type::f32, {nodes_});
  }

  void normalize() {
    const std::string sum = floats("sum", {nodes_, features()});
    const std::string count = floats("count", {nodes_});
    graph_.constant("one", inner_, {}, std::array{1.F});
    graph_.node("Max", {count, "one"}, "divisor");
    graph_.constant("last_axis", {1}, std::array<std::int64_t, 1>{-1});
    graph_.node("Unsqueeze", {"divisor", "last_axis"}, "divisor_column");
    graph_.node("Div", {sum, "divisor_column"}, result("mean"));
    give("mean", {nodes_, features()});
  }

  void transform() {
    const std::string mean = floats("mean", {nodes_, features()});
    const std::string x = floats("x", {nodes_, features()});
    // Not Gemm: OpenVINO would multiply by its factors, which are 1.
    weight("W_l_transposed", weights_.W_l);
    weight("W_r_transposed", weights_.W_r);
    graph_.constant("bias", inner_, {features()}, weights_.bias);
    graph_.node("MatMul", {mean, "W_l_transposed"}, "of_mean");
    graph_.node("Add", {"of_mean", "bias"}, "of_neighbours");
    graph_.node("MatMul", {x, "W_r_transposed"}, "of_itself");
    graph_.node("Add", {"of_neighbours", "of_itself"}, result("out"));
    give("out", {nodes_, features()});
  }

  void activate() {
    const std::string out = floats("out", {nodes_, features()});
    graph_.node("Relu", {out}, result("relu"));
    give("relu", {nodes_, features()});
  }

  std::int64_t features() const { return weights_.features; }

  void weight(const std::string& name, const std::vector<float>& matrix) {
    const auto width = static_cast<std::size_t>(features());
    std::vector<float> transposed(matrix.size());
    for (std::size_t row = 0; row < width; ++row)
      for (std::size_t column = 0; column < width; ++column)
        transposed[column * width + row] = matrix[row * width + column];
    graph_.constant(name, inner_, {features(), features()}, transposed);
  }

  // Adds an input of floats; returns the name of what the stage computes with.
  std::string floats(const std::string& name, const onnx_shape& shape) {
    graph_.input(name, onnx_type::f32, shape);
    if (inner_ == onnx_type::f32) return name;
    const std::string converted = name + "_f16";
    graph_.cast(name, inner_, converted);
    return converted;
  }

  // The name under which the stage computes an output, and the output itself.
  std::string result(const std::string& name) const {
    return inner_ == onnx_type::f32 ? name : name + "_f16";
  }
  void give(const std::string& name, const onnx_shape& shape) {
    if (inner_ != onnx_type::f32) graph_.cast(result(name), onnx_type::f32, name);
    graph_.output(name, onnx_type::f32, shape);
  }

  // Row 0 of edge_index, the sources, or row 1, the destinations, as [E].
  void take_end_of_edges(std::int64_t row, const std::string& name) {
    graph_.input("edge_index", onnx_type::i64, {2, edges_});
    graph_.constant("row", {}, std::array{row});
    onnx_graph::set(graph_.node("Gather", {"edge_index", "row"}, name), "axis", 0);
  }

  // N as [1]: of a model for one size a constant, else the size of an extra input.
  void take_node_count(const std::string& name) {
    if (fixed_) return graph_.constant(name, {1}, std::array{fixed_->nodes});
    graph_.input("nodes", onnx_type::f32, {nodes_});
    graph_.node("Shape", {"nodes"}, name);
  }

  onnx_graph graph_;
  const graphsage_weights& weights_;
  onnx_type inner_;
  std::optional<graph_size> fixed_;
  onnx_dimension nodes_ = std::string("nodes");
  onnx_dimension edges_ = std::string("edges");
};

/// Throws engine::error where the weights of so many features do not fit into an ONNX file: two
/// matrices of floats in less than 2 GiB.
inline void require_exportable(std::int64_t features) {
  constexpr std::int64_t most = 16383;
  if (features > most)
    throw error("GraphSAGE: the weights of " + std::to_string(features) +
                " features do not fit into an ONNX file (2 GiB); expected " + std::to_string(most) +
                " features at most");
}

/// A stage as the bytes of an ONNX file (opset 16, IR 8), for graphs of any size or for those of
/// `fixed` only. Inputs and outputs have the names and shapes of `graphsage_inputs`; stage 6
/// (transform) holds the weights. Throws engine::error for weights that are not whole or too
/// many, for a size that cannot be, and where ONNX refuses the model; std::bad_alloc.
inline std::string onnx_model(graphsage_stage stage, const graphsage_weights& weights,
                              onnx_precision precision,
                              const std::optional<graph_size>& fixed = {}) {
  require_whole(weights);
  require_computable(fixed.value_or(graph_size{1, 1}), weights.features);
  if (stage == graphsage_stage::transform) require_exportable(weights.features);
  return graphsage_onnx_writer(stage, weights, precision, fixed).write(stage);
}

/// Writes `onnx_model` to a file, whole or not at all. Its folder must exist. Throws as that does,
/// and proflens::error where the file cannot be written.
inline void write_onnx(const std::filesystem::path& file, graphsage_stage stage,
                       const graphsage_weights& weights, onnx_precision precision,
                       const std::optional<graph_size>& fixed = {}) {
  detail::write_atomically(file, onnx_model(stage, weights, precision, fixed));
}

}  // namespace proflens::engine

#endif
