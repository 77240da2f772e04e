#include <proflens/engine/load_model.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/engine/bad_models.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/transformer_folder.hpp"

using namespace proflens::engine;

namespace {

constexpr transformer_config small{.family = transformer_family::qwen2,
                                   .layers = 2,
                                   .heads = 4,
                                   .kv_heads = 2,
                                   .head_dim = 24,
                                   .hidden = 80,
                                   .intermediate = 91,
                                   .vocabulary = 4001,
                                   .positions = 64,
                                   .is_tied = false};

/// The numbers of every tensor.
std::vector<std::vector<float>> numbers_of(const transformer_config& config,
                                           transformer_weights weights) {
  std::vector<std::vector<float>> result;
  visit_tensors(config, weights, [&result](const std::string&, tensor_role, const auto& view) {
    result.emplace_back(numbers_in(view));
    widen_numbers(view.data, view.type, result.back().data(), result.back().size());
  });
  return result;
}

}  // namespace

TEST_CASE("load_model: random weights depend on the seed, not on the threads") {
  const auto one = numbers_of(small, random_weights(small, 7, dtype::f32, 1));
  CHECK(one == numbers_of(small, random_weights(small, 7, dtype::f32, 3)));
  CHECK(one == numbers_of(small, random_weights(small, 7)));
  CHECK(one != numbers_of(small, random_weights(small, 8)));
}

TEST_CASE("load_model: random weights in half precision are the same, rounded") {
  for (const dtype type : {dtype::f16, dtype::bf16}) {
    const auto exact = numbers_of(small, random_weights(small, 7));
    const auto rounded = numbers_of(small, random_weights(small, 7, type, 2));
    REQUIRE(exact.size() == rounded.size());
    for (std::size_t tensor = 0; tensor < exact.size(); ++tensor)
      for (std::size_t i = 0; i < exact[tensor].size(); ++i)
        REQUIRE(rounded[tensor][i] == (type == dtype::f16
                                           ? widened_f16(rounded_to_f16(exact[tensor][i]))
                                           : widened_bf16(rounded_to_bf16(exact[tensor][i]))));
  }
}

TEST_CASE("load_model: random weights have the deviation that keeps values in bounds") {
  transformer_weights weights = random_weights(small, 1);
  std::vector<std::vector<float>> seen;
  visit_tensors(small, weights, [&](const std::string& name, tensor_role role, const auto& view) {
    INFO(name);
    std::vector<float> numbers(numbers_in(view));
    widen_numbers(view.data, view.type, numbers.data(), numbers.size());
    double sum = 0, squares = 0;
    for (const float number : numbers) {
      sum += number;
      squares += double(number) * number;
    }
    const auto count = static_cast<double>(numbers.size());
    const double deviation = std::sqrt(squares / count);
    if (role == tensor_role::bias) {
      CHECK(squares == 0);
    } else if (role == tensor_role::gain) {
      CHECK(sum == count);
      CHECK(squares == count);
    } else {
      // 0.02, or 0.02 / sqrt(2 * 2 layers); six standard errors.
      const double expected = role == tensor_role::residual ? 0.01 : 0.02;
      CHECK(std::abs(sum / count) < 6 * expected / std::sqrt(count));
      CHECK(std::abs(deviation / expected - 1) < 6 * 0.45 / std::sqrt(count));
    }
    for (const auto& other : seen)
      CHECK((role == tensor_role::gain || role == tensor_role::bias ||
             other.size() != numbers.size() || other != numbers));
    seen.push_back(numbers);
  });
}

TEST_CASE("load_model: numbers of a random row do not depend on where it is cut") {
  std::vector<float> whole(101), pieces(101);
  random_numbers(5, 1, 0, whole.data(), whole.size());
  random_numbers(5, 1, 0, pieces.data(), 40);
  random_numbers(5, 1, 40, pieces.data() + 40, 61);
  CHECK(whole == pieces);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < 100; ++i) sum += whole[i] * whole[i + 1];
  CHECK(std::abs(sum / 99) < 0.6);  // neighbours are uncorrelated, six standard errors
}

TEST_CASE("load_model: tensors in memory of their own are aligned and do not overlap") {
  transformer_weights weights = random_weights(small, 1, dtype::bf16);
  const std::byte* end = nullptr;
  visit_tensors(small, weights, [&](const std::string&, tensor_role, const auto& view) {
    CHECK(reinterpret_cast<std::uintptr_t>(view.data) % 64 == 0);
    CHECK(view.data >= end);
    end = view.data + view.bytes();
  });
  CHECK(weights.head.data != weights.token_embedding.data);
}

TEST_CASE("load_model: known shapes have the published numbers of parameters") {
  const auto parameters = [](std::string_view name) {
    transformer_weights none;
    weight_counter counter;
    visit_tensors(find_shape(name)->config, none, counter);
    return counter.parameters;
  };
  CHECK(parameters("gpt2") == 124'439'808);
  CHECK(parameters("distilgpt2") == 81'912'576);
  CHECK(parameters("gpt2-medium") == 354'823'168);
  CHECK(parameters("gpt2-large") == 774'030'080);
  CHECK(parameters("gpt2-xl") == 1'557'611'200);
  CHECK(parameters("microsoft/DialoGPT-small") == parameters("gpt2"));
  CHECK(find_shape("gpt3") == nullptr);
}

TEST_CASE("load_model: the name of a shape gives random weights, which is said") {
  const transformer_model model = load_model("llama-tiny", {.seed = 3});
  CHECK(model.name == "llama-tiny");
  CHECK(model.has_random_weights);
  CHECK(model.config == find_shape("llama-tiny")->config);
  CHECK(model.type == dtype::f32);
  CHECK(model.parameters == 4'000'000);
  CHECK(model.weight_bytes == 4 * model.parameters);
  CHECK(model.weights.head.data == model.weights.token_embedding.data);
  const transformer_model half = load_model("llama-tiny", {.type = dtype::bf16, .seed = 3});
  CHECK(half.type == dtype::bf16);
  CHECK(half.weight_bytes == 2 * model.parameters);
  const auto other = load_model("llama-tiny", {.seed = 4}).weights;
  CHECK(std::memcmp(other.head.data, model.weights.head.data, 64) != 0);
}

TEST_CASE("load_model: a folder that exists wins over the name of a shape") {
  const tests::temporary_folder folder;
  std::filesystem::copy(PROFLENS_TEST_DATA "/transformers/llama_gqa", folder.path() / "gpt2");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  const transformer_model model = load_model("gpt2");
  std::filesystem::current_path(before);
  CHECK(model.config.family == transformer_family::llama);
  CHECK_FALSE(model.has_random_weights);
}

TEST_CASE("load_model: a name that is neither, and a file") {
  const tests::temporary_folder folder;
  CHECK(tests::refusal([] { load_model("no-such-model"); }) ==
        "no-such-model: there is neither such a folder nor such a shape; the known shapes are "
        "gpt2, distilgpt2, gpt2-medium, gpt2-large, gpt2-xl, microsoft/DialoGPT-small, llama-tiny");
  CHECK(tests::refusal([] { load_model(""); }).starts_with(": there is neither"));
  const std::string file = folder.write("model.safetensors", "");
  CHECK(tests::refusal([&] { load_model(file); }) ==
        file + ": expected a folder with config.json and model.safetensors, found a file");
}

TEST_CASE("load_model: stored weights take another type when asked, and only then") {
  const auto folder = (tests::transformer_folder() / "gpt2_f16").string();
  const transformer_model stored = load_model(folder);
  CHECK(stored.type == dtype::f16);
  const transformer_model wide = load_model(folder, {.type = dtype::f32, .threads = 2});
  CHECK(wide.type == dtype::f32);
  CHECK(wide.weight_bytes == 2 * stored.weight_bytes);
  CHECK(wide.parameters == stored.parameters);
  CHECK(wide.config == stored.config);
  CHECK(wide.weights.head.data == wide.weights.token_embedding.data);
  CHECK(numbers_of(wide.config, wide.weights) == numbers_of(stored.config, stored.weights));
  transformer_model back = wide;
  convert_weights(back, dtype::f16);
  CHECK(numbers_of(back.config, back.weights) == numbers_of(stored.config, stored.weights));
  transformer_model same = stored;
  convert_weights(same, dtype::f16);
  CHECK(same.weights.head.data == stored.weights.head.data);  // nothing was copied
}
