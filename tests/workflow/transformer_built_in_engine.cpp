// The sweep with the engine that comes with the library, on models small enough for a test.
#include <proflens/workflow/transformer_benchmark/account.hpp>
#include <proflens/workflow/transformer_benchmark/built_in_engine.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

using namespace proflens;
using namespace proflens::workflow;

namespace {

const std::string folder = std::string(PROFLENS_TEST_DATA) + "/transformers/llama_gqa";

/// One point of one run; nothing is written.
transformer_benchmark_options tiny() {
  transformer_benchmark_options options;
  options.configuration.batch_sizes = {2};
  options.configuration.input_lengths = {4};
  options.configuration.output_length = 3;
  options.configuration.num_runs = 1;
  return options;
}

auto free_bytes(std::uint64_t bytes) {
  return [=] { return std::optional<std::uint64_t>(bytes); };
}

}  // namespace

TEST_CASE("built_in_engine: a model of files is measured") {
  const auto result = benchmark_built_in_engine(folder, {.threads = 1}, tiny());
  REQUIRE(result.points.size() == 1);
  const transformer_point& point = result.points.front();
  REQUIRE(point.status == point_status::measured);
  CHECK(point.runs.front().prefill_time > 0);
  CHECK(point.runs.front().step_times.size() == 2);
  CHECK(result.model.name == folder);
  CHECK(result.model.family == "llama");
  CHECK(!result.model.has_random_weights);
  CHECK(result.environment.engine.name == "eigen");
  CHECK(result.environment.engine.threads == 1);
  CHECK(result.environment.libraries.back().name == "eigen");
  CHECK(account_of(result).starts_with(folder + ": llama, "));
  CHECK(account_of(result).ends_with("1 point: 1 measured, 0 skipped, 0 failed\n"));
}

TEST_CASE("built_in_engine: the type of the weights is the one asked for, else the stored one") {
  CHECK(benchmark_built_in_engine(folder, {.threads = 1}, tiny()).model.dtype ==
        name_of(engine::load_model(folder).type));
  const auto result =
      benchmark_built_in_engine(folder, {.type = engine::dtype::bf16, .threads = 1}, tiny());
  CHECK(result.model.dtype == "bf16");
  CHECK(result.environment.engine.dtype == "bf16");
}

TEST_CASE("built_in_engine: the outline of a shape is that of the model itself") {
  const auto outline = outline_of("llama-tiny");
  const auto whole = engine::load_model("llama-tiny");
  CHECK(outline.parameters == whole.parameters);
  CHECK(outline.config == whole.config);
  CHECK(outline.has_random_weights);
  CHECK(!outline.weights.token_embedding);
  CHECK(description_of(outline, engine::dtype::f32) == description_of(whole, engine::dtype::f32));
  CHECK(outline_of("gpt2").parameters == 124'439'808);
}

TEST_CASE("built_in_engine: keys and values of a token, and bytes to load") {
  const auto gpt2 = outline_of("gpt2");
  CHECK(description_of(gpt2, engine::dtype::bf16).cache_bytes_per_token == 2 * 12 * 768 * 4);
  CHECK(bytes_to_load(gpt2, engine::dtype::f32) == 2 * 4 * gpt2.parameters);
  const auto mapped = outline_of(folder);
  const std::uint64_t copy = mapped.parameters * engine::size_of(mapped.type);
  CHECK(bytes_to_load(mapped, mapped.type) == copy);
}

TEST_CASE("built_in_engine: weights that do not fit are a reason to skip, not to die") {
  transformer_benchmark_options options = tiny();
  options.configuration.batch_sizes = {1, 2};
  options.free_memory = free_bytes(1'000'000'000);
  const auto result = benchmark_built_in_engine("gpt2-xl", {}, options);
  CHECK(result.count(point_status::skipped) == 2);
  CHECK(result.points[0].reason.starts_with("it needs 1"));
  CHECK(result.points[0].reason.find(" for weights, keys and values, logits and prompts; 954 MB") !=
        std::string::npos);
  CHECK(result.model.parameters == 1'557'611'200);
  CHECK(result.model.has_random_weights);
  CHECK(result.environment.engine.positions == 1024);
  // As many as there will be with memory, or that could not be continued.
  CHECK(result.environment.engine.threads == engine::thread_team().size());
  CHECK(warnings_of(result).back() == "every point was skipped; nothing was measured");
  CHECK_NOTHROW(require_any_measured(result));
}

TEST_CASE("built_in_engine: what is no model is told with all shapes") {
  CHECK_THROWS_WITH_AS(
      benchmark_built_in_engine("gpt9", {}, tiny()),
      ("gpt9: there is neither such a folder nor such a shape; the known shapes are " +
       engine::known_shape_names())
          .c_str(),
      engine::error);
}

TEST_CASE("account: a row for each point, with the reason where there is no number") {
  transformer_benchmark_result result;
  result.points.push_back(point_without_runs(4, 8, point_status::failed, "out of memory"));
  result.points.push_back(point_without_runs(4, 16, point_status::skipped, "too large"));
  transformer_point& point = result.points.emplace_back();
  point.harness.share_of_step = 0.05;
  point.batch_size = 1;
  point.input_length = 2;
  for (const double seconds : {1.0, 2.0, 9.0}) point.runs.emplace_back().total_latency = seconds;
  const auto table = point_table(result);
  REQUIRE(table.rows().size() == 3);
  CHECK(table.rows()[0].back().text() == "failed: out of memory");
  CHECK(table.rows()[1].back().text() == "skipped: too large");
  CHECK(table.rows()[2][2].number() == 2000);  // the median, in ms
  REQUIRE(warnings_of(result).size() == 1);
  CHECK(warnings_of(result).front() ==
        "batch size 1, input length 2: measuring takes 5.0 % of a step");
}
