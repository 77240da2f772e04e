#include <proflens/engine/onnx_export.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

namespace {

using namespace proflens::engine;
using shapes = std::map<std::string, std::string>;

// What a runtime would see of a file, read back by the library of ONNX.
::onnx::ModelProto read_back(const std::string& bytes) {
  ::onnx::ModelProto model;
  REQUIRE(model.ParseFromString(bytes));
  ::onnx::checker::check_model(model);
  return model;
}

// "f32[nodes,3]"
std::string text_of(const ::onnx::TypeProto& type) {
  const auto& tensor = type.tensor_type();
  std::string text = tensor.elem_type() == ::onnx::TensorProto::FLOAT     ? "f32"
                     : tensor.elem_type() == ::onnx::TensorProto::FLOAT16 ? "f16"
                     : tensor.elem_type() == ::onnx::TensorProto::INT64   ? "i64"
                                                                          : "another type";
  if (!tensor.has_shape()) return text + " of unknown rank";
  text += '[';
  for (const auto& one : tensor.shape().dim()) {
    if (text.back() != '[') text += ',';
    text += one.has_dim_value() ? std::to_string(one.dim_value()) : one.dim_param();
  }
  return text + ']';
}

template <class Values>
shapes shapes_of(const Values& values) {
  shapes all;
  for (const auto& value : values) all[value.name()] = text_of(value.type());
  return all;
}

const ::onnx::TensorProto& constant(const ::onnx::ModelProto& model, const std::string& name) {
  for (const auto& one : model.graph().initializer()) {
    if (one.name() == name) return one;
  }
  FAIL("there is no constant " << name);
  return model.graph().initializer(0);
}

std::vector<float> floats_of(const ::onnx::TensorProto& tensor) {
  const bool is_half = tensor.data_type() == ::onnx::TensorProto::FLOAT16;
  std::vector<float> numbers(tensor.raw_data().size() / (is_half ? 2 : 4));
  widen_numbers(reinterpret_cast<const std::byte*>(tensor.raw_data().data()),
                is_half ? dtype::f16 : dtype::f32, numbers.data(), numbers.size());
  return numbers;
}

constexpr std::array both{onnx_precision::f32, onnx_precision::f16};

}  // namespace

TEST_CASE("onnx_export: inputs and outputs of all stages for graphs of any size") {
  const auto weights = random_graphsage_weights(3);
  const std::map<graphsage_stage, std::pair<shapes, shapes>> expected{
      {graphsage_stage::gather,
       {{{"x", "f32[nodes,3]"}, {"edge_index", "i64[2,edges]"}}, {{"x_j", "f32[edges,3]"}}}},
      {graphsage_stage::message, {{{"x_j", "f32[edges,3]"}}, {{"messages", "f32[edges,3]"}}}},
      {graphsage_stage::reduce_sum,
       {{{"messages", "f32[edges,3]"}, {"edge_index", "i64[2,edges]"}, {"nodes", "f32[nodes]"}},
        {{"sum", "f32[nodes,3]"}}}},
      {graphsage_stage::reduce_count,
       {{{"edge_index", "i64[2,edges]"}, {"nodes", "f32[nodes]"}}, {{"count", "f32[nodes]"}}}},
      {graphsage_stage::normalize,
       {{{"sum", "f32[nodes,3]"}, {"count", "f32[nodes]"}}, {{"mean", "f32[nodes,3]"}}}},
      {graphsage_stage::transform,
       {{{"mean", "f32[nodes,3]"}, {"x", "f32[nodes,3]"}}, {{"out", "f32[nodes,3]"}}}},
      {graphsage_stage::activate, {{{"out", "f32[nodes,3]"}}, {{"relu", "f32[nodes,3]"}}}},
  };
  for (const auto stage : all_graphsage_stages) {
    for (const auto precision : both) {
      CAPTURE(name_of(stage));
      const auto model = read_back(onnx_model(stage, weights, precision));
      CHECK(shapes_of(model.graph().input()) == expected.at(stage).first);
      CHECK(shapes_of(model.graph().output()) == expected.at(stage).second);
    }
  }
}

TEST_CASE("onnx_export: models take the inputs that are drawn for them") {
  const auto weights = random_graphsage_weights(4);
  const graph_size size{6, 9};
  for (const auto stage : all_graphsage_stages) {
    for (const bool is_fixed : {false, true}) {
      CAPTURE(name_of(stage));
      const auto fixed = is_fixed ? std::optional(size) : std::nullopt;
      const auto model = read_back(onnx_model(stage, weights, onnx_precision::f16, fixed));
      auto drawn = graphsage_inputs(stage, size, 4);
      if (is_fixed && drawn.back().name == "nodes") drawn.pop_back();
      REQUIRE(static_cast<std::size_t>(model.graph().input_size()) == drawn.size());
      for (std::size_t i = 0; i < drawn.size(); ++i) {
        const auto& input = model.graph().input(static_cast<int>(i));
        const auto& dimensions = input.type().tensor_type().shape().dim();
        CHECK(input.name() == drawn[i].name);
        REQUIRE(static_cast<std::size_t>(dimensions.size()) == drawn[i].shape.size());
        for (std::size_t axis = 0; is_fixed && axis < drawn[i].shape.size(); ++axis)
          CHECK(dimensions[static_cast<int>(axis)].dim_value() == drawn[i].shape[axis]);
      }
    }
  }
}

TEST_CASE("onnx_export: a model for one size knows every shape inside") {
  const auto weights = random_graphsage_weights(3);
  for (const auto stage : all_graphsage_stages) {
    const auto model = read_back(onnx_model(stage, weights, onnx_precision::f16, graph_size{5, 7}));
    auto known = shapes_of(model.graph().value_info());
    known.merge(shapes_of(model.graph().output()));
    for (const auto& node : model.graph().node()) {
      CAPTURE(node.output(0));
      REQUIRE(known.contains(node.output(0)));
      const std::string& text = known.at(node.output(0));
      CHECK(text.find_first_not_of("f0123456789[],i") == text.npos);
    }
  }
  const auto sums = read_back(
      onnx_model(graphsage_stage::reduce_sum, weights, onnx_precision::f32, graph_size{5, 7}));
  CHECK(shapes_of(sums.graph().output()) == shapes{{"sum", "f32[5,3]"}});
  CHECK(constant(sums, "node_count").raw_data() == std::string("\5\0\0\0\0\0\0\0", 8));
}

TEST_CASE("onnx_export: half precision inside, float32 outside and over edges") {
  const auto weights = random_graphsage_weights(3);
  for (const auto stage : all_graphsage_stages) {
    CAPTURE(name_of(stage));
    const auto model = read_back(onnx_model(stage, weights, onnx_precision::f16));
    bool computes_in_f32 = false;
    std::size_t halves = 0;
    for (const auto& [name, text] : shapes_of(model.graph().value_info())) {
      computes_in_f32 = computes_in_f32 || text.starts_with("f32");
      halves += text.starts_with("f16");
    }
    const bool adds =
        stage == graphsage_stage::reduce_sum || stage == graphsage_stage::reduce_count;
    CHECK(computes_in_f32 == adds);
    CHECK((halves > 0) != adds);
    const auto plain = read_back(onnx_model(stage, weights, onnx_precision::f32));
    for (const auto& node : plain.graph().node()) CHECK(node.op_type() != "Cast");
  }
}

TEST_CASE("onnx_export: the weights are those given, a column for each output") {
  const graphsage_weights weights{2, {1, 2, 3, 4}, {5, 6, 7, 0.1F}, {-1, -2}};
  const auto model = read_back(onnx_model(graphsage_stage::transform, weights, both[0]));
  CHECK(floats_of(constant(model, "W_l_transposed")) == std::vector<float>{1, 3, 2, 4});
  CHECK(floats_of(constant(model, "W_r_transposed")) == std::vector<float>{5, 7, 6, 0.1F});
  CHECK(floats_of(constant(model, "bias")) == std::vector<float>{-1, -2});

  const auto half = read_back(onnx_model(graphsage_stage::transform, weights, both[1]));
  CHECK(constant(half, "W_r_transposed").raw_data().size() == 8);
  CHECK(floats_of(constant(half, "W_r_transposed")) ==
        std::vector<float>{5, 7, 6, widened_f16(rounded_to_f16(0.1F))});
}

TEST_CASE("onnx_export: of a version that runtimes read, and the same bytes each time") {
  const auto weights = random_graphsage_weights(3);
  for (const auto stage : all_graphsage_stages) {
    for (const auto precision : both) {
      const std::string bytes = onnx_model(stage, weights, precision);
      CHECK(bytes == onnx_model(stage, weights, precision));
      const auto model = read_back(bytes);
      CHECK(model.ir_version() == 8);
      REQUIRE(model.opset_import_size() == 1);
      CHECK(model.opset_import(0).version() == 16);
    }
  }
  CHECK(onnx_model(graphsage_stage::transform, weights, both[0]) !=
        onnx_model(graphsage_stage::transform, random_graphsage_weights(3, 2), both[0]));
}

TEST_CASE("onnx_export: rows are summed and edges counted by scattering that adds") {
  const auto weights = random_graphsage_weights(3);
  for (const auto& [stage, operation] :
       std::map<graphsage_stage, std::string>{{graphsage_stage::reduce_sum, "ScatterND"},
                                              {graphsage_stage::reduce_count, "ScatterElements"}}) {
    const auto model = read_back(onnx_model(stage, weights, onnx_precision::f32));
    int found = 0;
    for (const auto& node : model.graph().node()) {
      for (const auto& attribute : node.attribute())
        found += node.op_type() == operation && attribute.name() == "reduction" &&
                 attribute.s() == "add";
    }
    CHECK(found == 1);
  }
}

TEST_CASE("onnx_export: a file appears whole, in a folder that is there") {
  const tests::temporary_folder folder;
  const auto weights = random_graphsage_weights(3);
  const auto file = folder.write("stage7.onnx", "what was there before");
  write_onnx(file, graphsage_stage::activate, weights, onnx_precision::f32);
  CHECK(tests::content_of(file) ==
        onnx_model(graphsage_stage::activate, weights, onnx_precision::f32));
  CHECK_THROWS_WITH_AS(write_onnx(folder.path() / "none" / "a.onnx", graphsage_stage::activate,
                                  weights, onnx_precision::f32),
                       doctest::Contains("does not exist; create it first"), proflens::error);
}

TEST_CASE("onnx_export: refuses weights and sizes that cannot be") {
  const auto weights = random_graphsage_weights(3);
  const auto write = [](const graphsage_weights& some, std::optional<graph_size> fixed = {}) {
    return onnx_model(graphsage_stage::transform, some, onnx_precision::f32, fixed);
  };
  auto torn = weights;
  torn.W_r.pop_back();
  CHECK_THROWS_AS(write(torn), error);
  CHECK_THROWS_AS(write(weights, graph_size{0, 5}), error);
  CHECK_THROWS_AS(write(weights, graph_size{5, -1}), error);
  CHECK_NOTHROW(write(weights, graph_size{5, 0}));
  CHECK_NOTHROW(require_exportable(16383));
  CHECK_THROWS_WITH_AS(require_exportable(16384),
                       doctest::Contains("expected 16383 features at most"), error);
}

TEST_CASE("onnx_export: a graph that contradicts itself is refused with its name") {
  onnx_graph unknown_input("first");
  unknown_input.node("Relu", {"nowhere"}, "out");
  unknown_input.output("out", onnx_type::f32, {3});
  CHECK_THROWS_WITH_AS(unknown_input.finish(), doctest::Contains("refuses the model first"), error);

  onnx_graph wrong_shape("second");
  wrong_shape.input("in", onnx_type::f32, {3});
  wrong_shape.node("Relu", {"in"}, "out");
  wrong_shape.output("out", onnx_type::f32, {4});
  CHECK_THROWS_WITH_AS(wrong_shape.finish(), doctest::Contains("refuses the model second"), error);

  onnx_graph wrong_type("third");
  wrong_type.input("in", onnx_type::i64, {3});
  wrong_type.node("Identity", {"in"}, "out");
  wrong_type.output("out", onnx_type::f32, {3});
  CHECK_THROWS_WITH_AS(wrong_type.finish(), doctest::Contains("refuses the model third"), error);
}
