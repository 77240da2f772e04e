// The random inputs of the stages: of the right shapes, of one graph, and the same everywhere.
#include <proflens/engine/graphsage_inputs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <proflens/engine/graphsage_weights.hpp>

using namespace proflens::engine;

namespace {

constexpr graph_size size{30, 200};

std::vector<stage_tensor> inputs_of(graphsage_stage stage, std::uint64_t seed = 1) {
  return graphsage_inputs(stage, size, 7, seed);
}

std::string description(const std::vector<stage_tensor>& inputs) {
  std::string text;
  for (const stage_tensor& input : inputs) {
    text += input.name + (input.indices.empty() ? " f" : " i");
    for (const std::int64_t length : input.shape) text += ' ' + std::to_string(length);
    text += "; ";
  }
  return text;
}

}  // namespace

TEST_CASE("graphsage_inputs: names and shapes are those of the models") {
  const auto told = [](graphsage_stage stage) { return description(inputs_of(stage)); };
  CHECK(told(graphsage_stage::gather) == "x f 30 7; edge_index i 2 200; ");
  CHECK(told(graphsage_stage::message) == "x_j f 200 7; ");
  CHECK(told(graphsage_stage::reduce_sum) == "messages f 200 7; edge_index i 2 200; nodes f 30; ");
  CHECK(told(graphsage_stage::reduce_count) == "edge_index i 2 200; nodes f 30; ");
  CHECK(told(graphsage_stage::normalize) == "sum f 30 7; count f 30; ");
  CHECK(told(graphsage_stage::transform) == "mean f 30 7; x f 30 7; ");
  CHECK(told(graphsage_stage::activate) == "out f 30 7; ");
  for (const auto stage : all_graphsage_stages)
    for (const stage_tensor& input : inputs_of(stage)) {
      std::int64_t numbers = 1;
      for (const std::int64_t length : input.shape) numbers *= length;
      CHECK(static_cast<std::int64_t>(input.floats.size() + input.indices.size()) == numbers);
    }
}

TEST_CASE("graphsage_inputs: the stages see one graph") {
  const auto gather = inputs_of(graphsage_stage::gather),
             sum = inputs_of(graphsage_stage::reduce_sum);
  CHECK(gather[1] == sum[1]);
  CHECK(gather[0] == inputs_of(graphsage_stage::transform)[1]);
  std::vector<float> degrees(30);
  for (std::size_t i = 200; i < 400; ++i) ++degrees[static_cast<std::size_t>(sum[1].indices[i])];
  CHECK(inputs_of(graphsage_stage::normalize)[1].floats == degrees);
}

TEST_CASE("graphsage_inputs: a seed gives the same everywhere, another one something else") {
  CHECK(inputs_of(graphsage_stage::gather) == inputs_of(graphsage_stage::gather));
  CHECK(inputs_of(graphsage_stage::gather)[0] != inputs_of(graphsage_stage::gather, 2)[0]);
  CHECK(inputs_of(graphsage_stage::gather)[1] != inputs_of(graphsage_stage::gather, 2)[1]);
  // Whole numbers and one product each: no processor and no library may round them otherwise.
  const auto inputs = inputs_of(graphsage_stage::gather);
  const std::vector<std::int64_t>& edges = inputs[1].indices;
  CHECK(inputs[0].floats[0] == -0x1.2953f6p-1F);
  CHECK(std::vector<std::int64_t>(edges.begin(), edges.begin() + 5) ==
        std::vector<std::int64_t>{1, 4, 14, 23, 5});
}

TEST_CASE("graphsage_inputs: numbers are of mean 0 and deviation 1, edges as likely everywhere") {
  const auto inputs = graphsage_inputs(graphsage_stage::gather, {500, 50'000}, 40);
  double sum = 0, squares = 0;
  for (const float number : inputs[0].floats) {
    sum += static_cast<double>(number);
    squares += static_cast<double>(number) * static_cast<double>(number);
  }
  const double count = 500 * 40;
  CHECK(std::abs(sum / count) < 4 / std::sqrt(count));
  CHECK(squares / count == doctest::Approx(1).epsilon(0.03));
  std::vector<int> ends(500);
  for (const std::int64_t node : inputs[1].indices) ++ends.at(static_cast<std::size_t>(node));
  CHECK(std::ranges::min(ends) > 200 - 6 * 14);  // Poisson of 200, of deviation 14
  CHECK(std::ranges::max(ends) < 200 + 6 * 14);
}

TEST_CASE("graphsage_inputs: graphs that cannot be are refused") {
  CHECK_THROWS_AS(graphsage_inputs(graphsage_stage::gather, {0, 5}, 7), error);
  CHECK_THROWS_AS(graphsage_inputs(graphsage_stage::gather, {5, -1}, 7), error);
  CHECK_THROWS_AS(graphsage_inputs(graphsage_stage::gather, {5, 5}, 0), error);
  constexpr std::int64_t much = std::int64_t{1} << 40;
  CHECK_THROWS_AS(graphsage_inputs(graphsage_stage::gather, {much, 5}, much), error);
  CHECK_THROWS_AS(graphsage_inputs(graphsage_stage::gather, {5, much}, much), error);
  CHECK(graphsage_inputs(graphsage_stage::message, {5, 0}, 7)[0].floats.empty());
}

TEST_CASE("graphsage_weights: the same for a seed, as large as lets outputs stay as they were") {
  const auto weights = random_graphsage_weights(64);
  CHECK(weights == random_graphsage_weights(64));
  CHECK(weights.W_l != random_graphsage_weights(64, 2).W_l);
  CHECK(weights.W_l != weights.W_r);
  CHECK(weights.bias.size() == 64);
  double squares = 0;
  for (const float weight : weights.W_l)
    squares += static_cast<double>(weight) * static_cast<double>(weight);
  CHECK(squares / 64 == doctest::Approx(1).epsilon(0.1));
  CHECK_THROWS_AS(random_graphsage_weights(0), error);
}
