#include <proflens/engine/packed_weights.hpp>

#include <doctest/doctest.h>

#include <proflens/engine/random_weights.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "tests/temporary_folder.hpp"

namespace {

namespace engine = proflens::engine;
namespace kernel = proflens::engine::kernel;

/// Matrices of several pieces, with a last panel that is not whole.
engine::transformer_model random_model(engine::transformer_family family, engine::dtype type) {
  const bool is_gpt2 = family == engine::transformer_family::gpt2;
  engine::transformer_model model{.config = {.family = family,
                                             .layers = 3,
                                             .heads = 4,
                                             .kv_heads = is_gpt2 ? 4 : 2,
                                             .head_dim = 64,
                                             .hidden = 256,
                                             .intermediate = 1000,
                                             .vocabulary = 6001,
                                             .positions = 1000,
                                             .is_tied = is_gpt2}};
  model.weights = engine::random_weights(model.config, 7, type);
  return model;
}

/// The same weights in a file.
engine::transformer_model in_file(engine::transformer_model model,
                                  const tests::temporary_folder& folder) {
  const std::byte* first = model.weights.token_embedding.data;
  const std::byte* end = first;
  engine::visit_tensors(model.config, model.weights, [&](const auto&, auto, const auto& view) {
    end = std::max(end, view.data + view.bytes());
  });
  const auto file = std::make_shared<const engine::mapped_file>(folder.write(
      "weights", {reinterpret_cast<const char*>(first), static_cast<std::size_t>(end - first)}));
  engine::visit_tensors(model.config, model.weights, [&](const auto&, auto, auto& view) {
    view.data = file->bytes().data() + (view.data - first);
  });
  model.weights.memory.reset();
  model.weights.files = {file};
  return model;
}

/// How many numbers of the panels from `panel` differ from those of a matrix.
std::size_t differing(const engine::matrix_view& view, kernel::packed_matrix packed,
                      std::size_t panel) {
  packed.data = packed.panel(panel);
  std::vector<float> found(view.inputs());
  std::size_t result = 0;
  for (std::size_t output = 0; output < view.outputs(); ++output) {
    kernel::unpack_output(packed, output, found.data());
    for (std::size_t input = 0; input < view.inputs(); ++input) {
      const std::size_t place = view.order == engine::matrix_order::in_out
                                    ? input * view.columns + output
                                    : output * view.columns + input;
      float expected = 0;
      engine::widen_numbers(view.data + place * size_of(view.type), view.type, &expected, 1);
      result += found[input] != expected;
    }
  }
  return result;
}

void check_packed(const engine::transformer_model& model, const engine::packed_weights& packed) {
  CHECK(differing(model.weights.head, packed.head, 0) == 0);
  for (std::size_t i = 0; i < packed.layers.size(); ++i) {
    const engine::layer_weights& from = model.weights.layers[i];
    const engine::packed_layer& to = packed.layers[i];
    CHECK(differing(from.attention_output.matrix, to.attention_output.matrix, 0) == 0);
    CHECK(differing(from.down.matrix, to.down.matrix, 0) == 0);
    std::size_t panel = 0;
    for (const auto* linear : {&from.query_key_value, &from.query, &from.key, &from.value}) {
      if (!linear->matrix) continue;
      CHECK(differing(linear->matrix, to.query_key_value.matrix, panel) == 0);
      panel += kernel::panels_for(linear->matrix.outputs());
    }
    CHECK(differing(from.up.matrix, to.up.matrix,
                    from.gate.matrix ? kernel::panels_for(from.gate.matrix.outputs()) : 0) == 0);
  }
}

}  // namespace

TEST_CASE("packed_weights: from memory and from files, every number is at its place") {
  engine::thread_team team(2);
  for (const auto family : {engine::transformer_family::gpt2, engine::transformer_family::llama})
    for (const auto type : {engine::dtype::f32, engine::dtype::bf16}) {
      const auto model = random_model(family, type);
      const tests::temporary_folder folder;
      check_packed(model, engine::pack_weights(model, team));
      const auto packed = engine::pack_weights(in_file(model, folder), team);  // the file may go
      check_packed(model, packed);
      const engine::matrix_view& kept = packed.token_embedding;
      const engine::matrix_view& from = model.weights.token_embedding;
      if (!model.config.is_tied) CHECK(std::equal(kept.data, kept.data + kept.bytes(), from.data));
    }
}

TEST_CASE("packed_weights: a file that became shorter is an error") {
  engine::thread_team team(2);
  const tests::temporary_folder folder;
  auto model = in_file(random_model(engine::transformer_family::llama, engine::dtype::f32), folder);
  // The head, which is not tied, is the last tensor. What is small is read through the mapping.
  std::filesystem::resize_file(folder.path() / "weights",
                               model.weights.files.front()->bytes().size() - 4096);
  CHECK_THROWS_WITH_AS(engine::pack_weights(model, team),
                       "a file of weights cannot be read, or has become shorter", engine::error);
}
