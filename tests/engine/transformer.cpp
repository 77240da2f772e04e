// The arithmetic of decoders, against what Hugging Face transformers computed in float64.
#include <proflens/engine/transformer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/input_tokens.hpp>
#include <proflens/engine/load_model.hpp>

#include "tests/engine/bad_models.hpp"
#include "tests/reference.hpp"
#include "tests/transformer_folder.hpp"

using namespace proflens::engine;

namespace {

/// The folders of the reference with their expected values.
std::vector<std::filesystem::path> folders() {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(tests::transformer_folder()))
    if (std::filesystem::exists(entry.path() / "expected.json")) result.push_back(entry.path());
  std::ranges::sort(result);
  REQUIRE(result.size() >= 12);
  return result;
}

std::vector<kernel::instruction_set> supported_sets() {
  std::vector<kernel::instruction_set> result;
  for (const auto set : kernel::all_instruction_sets)
    if (kernel::is_supported(set)) result.push_back(set);
  return result;
}

std::vector<std::vector<std::int64_t>> id_rows(reference::element list) {
  std::vector<std::vector<std::int64_t>> result;
  for (const reference::element row : simdjson::dom::array(list)) {
    result.emplace_back();
    for (const reference::element id : simdjson::dom::array(row))
      result.back().push_back(std::int64_t(id));
  }
  return result;
}

/// The first `length` ids of each row.
tokens prompts_of(const std::vector<std::vector<std::int64_t>>& rows, std::size_t length) {
  tokens result{static_cast<int>(rows.size()), static_cast<int>(length), {}};
  for (const auto& row : rows)
    result.ids.insert(result.ids.end(), row.begin(),
                      row.begin() + static_cast<std::ptrdiff_t>(length));
  return result;
}

/// The largest distance of a sequence's logits from those expected.
double distance(const transformer& engine, int sequence, reference::element expected) {
  const auto found = engine.logits(sequence);
  const std::vector<double> wanted = reference::numbers(expected);
  REQUIRE(found.size() == wanted.size());
  double result = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const double difference = std::abs(static_cast<double>(found[i]) - wanted[i]);
    if (!(difference <= result)) result = difference;
  }
  return result;
}

struct reference_case {
  simdjson::dom::parser parser;
  reference::element expected;
  transformer engine;
  std::vector<std::vector<std::int64_t>> prompts;
  double tolerance = 1e-3;

  explicit reference_case(const std::filesystem::path& folder,
                          const transformer_options& options = {})
      : engine(load_model(folder.string()), options) {
    expected = parser.load((folder / "expected.json").string());
    prompts = id_rows(expected["input_ids"]);
  }
};

/// Prefill, then one step after the other with the expected tokens.
void check_generation(reference_case& it) {
  const auto greedy = id_rows(it.expected["greedy_ids"]);
  const std::size_t length = it.prompts.front().size(), steps = greedy.front().size();
  it.engine.reset(static_cast<int>(greedy.size()), static_cast<int>(length + steps));
  it.engine.prefill(prompts_of(it.prompts, length));
  for (std::size_t row = 0; row < greedy.size(); ++row)
    CHECK(distance(it.engine, static_cast<int>(row), it.expected["logits_last"].at(row)) <
          it.tolerance);
  for (std::size_t step = 0; step < steps; ++step) {
    INFO("step ", step);
    const tokens chosen = it.engine.next_tokens({.temperature = 0});
    for (std::size_t row = 0; row < greedy.size(); ++row)
      CHECK(chosen.ids[row] == greedy[row][step]);
    it.engine.step(chosen);
    for (std::size_t row = 0; row < greedy.size(); ++row)
      CHECK(distance(it.engine, static_cast<int>(row),
                     it.expected["greedy_logits"].at(step).at(row)) < it.tolerance);
  }
}

std::vector<float> logits_of(const transformer& engine, int sequence) {
  const auto logits = engine.logits(sequence);
  return {logits.begin(), logits.end()};
}

/// A shape whose sizes are no multiples of any vector, with more tokens than are computed at once.
transformer_model odd_model(transformer_family family, dtype type) {
  transformer_config config{.family = family,
                            .layers = 2,
                            .heads = 6,
                            .kv_heads = family == transformer_family::gpt2 ? 6 : 2,
                            .head_dim = 10,
                            .hidden = 60,
                            .intermediate = 130,
                            .vocabulary = 77,
                            .positions = 700,
                            .is_tied = true};
  if (family != transformer_family::gpt2) config.activation = activation::silu;
  transformer_model model{.name = "odd",
                          .config = config,
                          .weights = random_weights(config, 3, type, 1),
                          .has_random_weights = true,
                          .type = type};
  return model;
}

}  // namespace

TEST_CASE("transformer: prefill, every cached step and greedy tokens equal the reference") {
  for (const auto& folder : folders()) {
    INFO(folder.filename().string());
    reference_case it(folder, {.threads = 2});
    check_generation(it);
  }
}

TEST_CASE("transformer: every instruction set and number of threads equals the reference") {
  for (const auto& folder : folders())
    for (const auto set : supported_sets())
      for (const int threads : {1, 3}) {
        INFO(folder.filename().string(), ' ', std::string(kernel::name_of(set)), ' ', threads);
        reference_case it(folder, {.threads = threads, .instructions = set});
        check_generation(it);
      }
}

TEST_CASE("transformer: the logits behind every position of a prompt equal the reference") {
  for (const auto& folder : folders()) {
    INFO(folder.filename().string());
    reference_case it(folder, {.threads = 1});
    for (std::size_t length = 1; length <= it.prompts.front().size(); ++length) {
      it.engine.reset(1, static_cast<int>(length));
      it.engine.prefill(prompts_of({it.prompts.front()}, length));
      CHECK(distance(it.engine, 0, it.expected["logits_all"].at(length - 1)) < it.tolerance);
    }
  }
}

TEST_CASE("transformer: threads and neighbours in the batch change no bit") {
  for (const auto family : {transformer_family::gpt2, transformer_family::llama})
    for (const auto set : supported_sets()) {
      INFO(std::string(name_of(family)), ' ', std::string(kernel::name_of(set)));
      transformer alone(odd_model(family, dtype::f32), {.threads = 1, .instructions = set});
      for (const int batch : {1, 2, 5, 9, 17}) {
        transformer together(odd_model(family, dtype::f32),
                             {.threads = 1 + batch % 3, .instructions = set});
        const tokens prompts = generate_input_tokens(batch, 7, 77);
        const tokens next = generate_input_tokens(batch, 1, 77, 5);
        together.reset(batch, 8);
        together.prefill(prompts);
        together.step(next);
        for (int row = 0; row < batch; ++row) {
          alone.reset(1, 8);
          alone.prefill({1, 7, {prompts.row(row).begin(), prompts.row(row).end()}});
          alone.step({1, 1, {next.ids[static_cast<std::size_t>(row)]}});
          CHECK(logits_of(alone, 0) == logits_of(together, row));
        }
      }
    }
}

TEST_CASE("transformer: a long prompt in pieces equals the same tokens one by one") {
  for (const auto family : {transformer_family::gpt2, transformer_family::qwen2}) {
    transformer engine(odd_model(family, dtype::bf16), {.threads = 2});
    const tokens prompts = generate_input_tokens(2, 600, 77);
    engine.reset(2, 600);
    engine.prefill(prompts);
    const std::vector<float> first = logits_of(engine, 0), second = logits_of(engine, 1);
    CHECK(first != second);
    engine.reset(2, 600);
    for (std::size_t i = 0; i < 600; ++i) {
      const tokens column{2, 1, {prompts.ids[i], prompts.ids[600 + i]}};
      i == 0 ? engine.prefill(column) : engine.step(column);
    }
    CHECK(logits_of(engine, 0) == first);
    CHECK(logits_of(engine, 1) == second);
  }
}

TEST_CASE("transformer: after a reset there is room for all that attention keeps") {
  transformer_config config{.family = transformer_family::llama,
                            .layers = 1,
                            .heads = 1,
                            .kv_heads = 1,
                            .head_dim = 2,
                            .hidden = 2,
                            .intermediate = 2,
                            .vocabulary = 3,
                            .positions = 6000,
                            .activation = activation::silu,
                            .is_tied = true};
  transformer engine({.name = "narrow", .config = config, .weights = random_weights(config, 1)},
                     {.threads = 1});
  engine.reset(1, config.positions);
  const tokens prompt = generate_input_tokens(1, config.positions, config.vocabulary);
  // A tile's scores of 6,000 positions are 100 kB and more; threads could only give up.
  const int status = tests::status_within_memory(100'000, [&] {
    std::list<std::vector<char>> all_there_is;
    try {
      for (int i = 0; i < 2000; ++i) all_there_is.emplace_back(50'000);
    } catch (const std::bad_alloc&) {
    }
    engine.prefill(prompt);
    return 0;
  });
  CHECK(status == 0);
}

TEST_CASE("transformer: half precision is computed from the widened numbers") {
  for (const auto family : {transformer_family::gpt2, transformer_family::mistral})
    for (const auto type : {dtype::f16, dtype::bf16}) {
      transformer_model wide = odd_model(family, type);
      convert_weights(wide, dtype::f32, 1);
      transformer a(odd_model(family, type), {.threads = 2}), b(std::move(wide), {.threads = 1});
      for (const int length : {1, 40}) {
        const tokens prompts = generate_input_tokens(2, length, 77);
        for (transformer* engine : {&a, &b}) {
          engine->reset(2, length);
          engine->prefill(prompts);
        }
        CHECK(logits_of(a, 1) == logits_of(b, 1));
      }
    }
}

TEST_CASE("transformer: a reset forgets everything") {
  transformer engine(odd_model(transformer_family::llama, dtype::f32), {.threads = 1});
  const tokens prompts = generate_input_tokens(1, 9, 77);
  engine.reset(1, 20);
  engine.prefill(prompts);
  const std::vector<float> first = logits_of(engine, 0);
  engine.step({1, 1, {3}});
  CHECK(logits_of(engine, 0) != first);
  engine.reset(1, 20);
  engine.prefill(prompts);
  CHECK(logits_of(engine, 0) == first);
  engine.reset(3, 12);
  engine.reset(1, 9);
  engine.prefill(prompts);
  CHECK(logits_of(engine, 0) == first);
}

TEST_CASE("transformer: it tells what it is") {
  transformer engine(odd_model(transformer_family::gpt2, dtype::bf16), {.threads = 2});
  const info what = engine.info();
  CHECK(what.name == "eigen");
  CHECK(what.dtype == "bf16");
  CHECK(what.precision == "f32");
  CHECK(what.threads == 2);
  CHECK(what.vocabulary == 77);
  CHECK(what.positions == 700);
}

TEST_CASE("transformer: calls out of order or out of bounds are refused, and harm nothing") {
  transformer engine(odd_model(transformer_family::gpt2, dtype::f32), {.threads = 1});
  CHECK_THROWS_AS(engine.prefill({1, 1, {0}}), error);
  CHECK_THROWS_AS(engine.step({1, 1, {0}}), error);
  CHECK_THROWS_AS(engine.next_tokens({}), error);
  CHECK_THROWS_AS(engine.reset(0, 5), error);
  CHECK_THROWS_AS(engine.reset(1, 0), error);
  CHECK_THROWS_AS(engine.reset(1, 701), error);
  engine.reset(2, 4);
  CHECK_THROWS_AS(engine.step({2, 1, {0, 0}}), error);
  CHECK_THROWS_AS(engine.prefill({1, 2, {0, 0}}), error);
  CHECK_THROWS_AS(engine.prefill({2, 2, {0, 0, 0}}), error);
  CHECK_THROWS_AS(engine.prefill({2, 5, std::vector<std::int64_t>(10)}), error);
  CHECK_THROWS_WITH_AS(engine.prefill({2, 1, {0, 77}}), doctest::Contains("token 77"), error);
  CHECK_THROWS_AS(engine.prefill({2, 1, {0, -1}}), error);
  engine.prefill({2, 3, {1, 2, 3, 4, 5, 6}});
  CHECK_THROWS_AS(engine.prefill({2, 1, {0, 0}}), error);
  CHECK_THROWS_AS(engine.step({2, 2, {0, 0, 0, 0}}), error);
  CHECK_THROWS_AS(engine.logits(2), error);
  CHECK_THROWS_AS(engine.next_tokens({.temperature = -1}), error);
  const std::vector<float> before = logits_of(engine, 1);
  CHECK_THROWS_AS(engine.step({2, 1, {0, 78}}), error);
  CHECK(logits_of(engine, 1) == before);
  engine.step({2, 1, {7, 8}});
  CHECK_THROWS_WITH_AS(engine.step({2, 1, {0, 0}}), doctest::Contains("capacity of 4"), error);
}

TEST_CASE("transformer: sampled tokens depend on the seed, not on the threads") {
  const auto generate = [](int threads, std::uint64_t seed) {
    transformer engine(odd_model(transformer_family::llama, dtype::f32), {.threads = threads});
    engine.reset(3, 30);
    engine.prefill(generate_input_tokens(3, 5, 77));
    std::vector<std::int64_t> result;
    for (int i = 0; i < 20; ++i) {
      const tokens chosen = engine.next_tokens({.temperature = 1, .top_p = 0.9, .seed = seed});
      result.insert(result.end(), chosen.ids.begin(), chosen.ids.end());
      engine.step(chosen);
    }
    return result;
  };
  const auto first = generate(1, 4);
  CHECK(generate(3, 4) == first);
  CHECK(generate(2, 5) != first);
}
