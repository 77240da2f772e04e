#pragma once

// Empty without the component `onnx`.
#ifdef PROFLENS_WITH_ONNX

// <sys/mman.h> has a macro of the name of something in ONNX.
#pragma push_macro("MAP_TYPE")
#undef MAP_TYPE
#include <onnx/checker.h>
#include <onnx/common/version.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>
#pragma pop_macro("MAP_TYPE")

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <initializer_list>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <proflens/engine/convert_numbers.hpp>
#include <proflens/engine/dtype.hpp>
#include <proflens/engine/error.hpp>
#include <proflens/version.hpp>

namespace proflens::engine {

/// A dimension of a tensor in a model: a number, or the name of one that each run chooses.
using onnx_dimension = std::variant<std::int64_t, std::string>;
using onnx_shape = std::vector<onnx_dimension>;

/// The types of tensors that our models hold.
enum class onnx_type : int {
  f32 = ::onnx::TensorProto::FLOAT,
  f16 = ::onnx::TensorProto::FLOAT16,
  i64 = ::onnx::TensorProto::INT64,
};

/// Builds an ONNX model node by node, in an order in which each takes what others gave before:
///
///     onnx_graph graph("relu");
///     graph.input("out", onnx_type::f32, {"nodes", 64});
///     graph.node("Relu", {"out"}, "relu");
///     graph.output("relu", onnx_type::f32, {"nodes", 64});
///     const std::string bytes = graph.finish();
///
/// It is of opset 16, the first whose scattering adds, and IR 8: old enough for every runtime.
class onnx_graph {
 public:
  static constexpr int opset = 16;
  static constexpr int ir_version = 8;

  /// Of the library that checks the models: "1.12.0".
  static std::string library_version() { return ::onnx::LAST_RELEASE_VERSION; }

  explicit onnx_graph(const std::string& name) {
    static_assert(std::endian::native == std::endian::little, "ONNX holds little-endian numbers");
    model_.set_ir_version(ir_version);
    model_.set_producer_name("proflens");
    model_.set_producer_version(PROFLENS_VERSION);
    model_.add_opset_import()->set_version(opset);
    graph().set_name(name);
  }

  void input(const std::string& name, onnx_type type, const onnx_shape& shape) {
    describe(*graph().add_input(), name, type, shape);
  }
  void output(const std::string& name, onnx_type type, const onnx_shape& shape) {
    describe(*graph().add_output(), name, type, shape);
  }

  /// Adds an operator of one output; it has the name of the output.
  ::onnx::NodeProto& node(const std::string& operation, std::initializer_list<std::string> inputs,
                          const std::string& output) {
    ::onnx::NodeProto& added = *graph().add_node();
    added.set_op_type(operation);
    added.set_name(output);
    for (const std::string& input : inputs) added.add_input(input);
    added.add_output(output);
    return added;
  }

  /// Adds the operator that converts a tensor to a type.
  void cast(const std::string& input, onnx_type type, const std::string& output) {
    set(node("Cast", {input}, output), "to", static_cast<std::int64_t>(type));
  }

  static void set(::onnx::NodeProto& node, const std::string& name, std::int64_t value) {
    ::onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(::onnx::AttributeProto::INT);
    attribute.set_i(value);
  }
  static void set(::onnx::NodeProto& node, const std::string& name, const std::string& value) {
    ::onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(::onnx::AttributeProto::STRING);
    attribute.set_s(value);
  }

  /// Whole numbers that are part of the model; of the shape {} it is one number.
  void constant(const std::string& name, const std::vector<std::int64_t>& shape,
                std::span<const std::int64_t> values) {
    add_constant(name, onnx_type::i64, shape)
        .set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
  }
  /// Numbers that are part of the model, rounded to f16 where that is the type.
  void constant(const std::string& name, onnx_type type, const std::vector<std::int64_t>& shape,
                std::span<const float> values) {
    const dtype stored = type == onnx_type::f16 ? dtype::f16 : dtype::f32;
    std::string bytes(values.size() * size_of(stored), '\0');
    round_numbers(values.data(), reinterpret_cast<std::byte*>(bytes.data()), stored, values.size());
    add_constant(name, type, shape).set_raw_data(std::move(bytes));
  }

  /// The operator that fills a tensor of floats, whose shape is an input, with one number.
  void fill(const std::string& shape, float value, const std::string& output) {
    ::onnx::AttributeProto& attribute = *node("ConstantOfShape", {shape}, output).add_attribute();
    attribute.set_name("value");
    attribute.set_type(::onnx::AttributeProto::TENSOR);
    ::onnx::TensorProto& tensor = *attribute.mutable_t();
    tensor.set_data_type(static_cast<int>(onnx_type::f32));
    tensor.add_dims(1);
    tensor.set_raw_data(&value, sizeof value);
  }

  /// The model as a file holds it: the same bytes for the same calls. It has the inferred shapes of
  /// what lies between its inputs and outputs. Throws engine::error where ONNX's own checker
  /// refuses it.
  std::string finish() {
    try {
      ::onnx::checker::check_model(model_);
      constexpr bool checks_types = true, propagates_data = true;
      constexpr int strict = 1;
      ::onnx::shape_inference::InferShapes(model_, ::onnx::OpSchemaRegistry::Instance(),
                                           {checks_types, strict, propagates_data});
    } catch (const std::bad_alloc&) {
      throw;  // says nothing of the model
    } catch (const std::exception& refusal) {
      throw error("ONNX refuses the model " + graph().name() + ": " + refusal.what());
    }
    sort_value_info();
    std::string bytes;
    if (!model_.SerializeToString(&bytes))
      throw error("the ONNX model " + graph().name() + " is too large for its format (2 GiB)");
    return bytes;
  }

 private:
  ::onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  static void describe(::onnx::ValueInfoProto& value, const std::string& name, onnx_type type,
                       const onnx_shape& shape) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(static_cast<int>(type));
    auto& dimensions = *tensor.mutable_shape();  // there for single numbers too: of rank 0
    for (const onnx_dimension& one : shape) {
      auto& added = *dimensions.add_dim();
      if (const auto* size = std::get_if<std::int64_t>(&one)) added.set_dim_value(*size);
      if (const auto* symbol = std::get_if<std::string>(&one)) added.set_dim_param(*symbol);
    }
  }

  ::onnx::TensorProto& add_constant(const std::string& name, onnx_type type,
                                    const std::vector<std::int64_t>& shape) {
    ::onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(static_cast<int>(type));
    for (const std::int64_t size : shape) tensor.add_dims(size);
    return tensor;
  }

  // Inference adds them in the order of a hash table.
  void sort_value_info() {
    auto& values = *graph().mutable_value_info();
    std::sort(values.begin(), values.end(),
              [](const auto& a, const auto& b) { return a.name() < b.name(); });
  }

  ::onnx::ModelProto model_;
};

}  // namespace proflens::engine

#endif
