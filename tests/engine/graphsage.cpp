// The stages of GraphSAGE in Eigen: against values computed elsewhere in float64, and by their
// laws.
#include <proflens/engine/graphsage.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/graphsage_reference.hpp"

using namespace proflens::engine;

namespace {

using numbers = std::vector<float>;

numbers output_of(graphsage& layer, graphsage_stage stage, const graph_size& size,
                  const std::vector<stage_tensor>& inputs) {
  layer.prepare(id_of(stage), size, inputs);
  layer.run();
  return layer.output();
}

/// On the random inputs of its own.
numbers output_of(graphsage& layer, graphsage_stage stage, const graph_size& size) {
  layer.prepare(id_of(stage), size);
  layer.run();
  return layer.output();
}

/// The largest distance; infinite where the sizes differ.
double distance(const numbers& found, const std::vector<double>& expected) {
  if (found.size() != expected.size()) return INFINITY;
  double largest = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference = std::abs(static_cast<double>(found[i]) - expected[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/// Sums in float in the order of the edges, the plain way.
numbers plain_sum(const stage_tensor& messages, const stage_tensor& edge_index, std::size_t nodes) {
  const auto width = static_cast<std::size_t>(messages.shape[1]);
  const std::size_t edges = edge_index.indices.size() / 2;
  numbers sum(nodes * width);
  for (std::size_t edge = 0; edge < edges; ++edge)
    for (std::size_t i = 0; i < width; ++i)
      sum[static_cast<std::size_t>(edge_index.indices[edges + edge]) * width + i] +=
          messages.floats[edge * width + i];
  return sum;
}

std::string message_of(const auto& work) {
  try {
    work();
  } catch (const error& problem) {
    return problem.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The same graph with its edges, and what belongs to them, in another order.
std::vector<stage_tensor> reversed_edges(std::vector<stage_tensor> inputs) {
  for (stage_tensor& input : inputs) {
    const auto half = static_cast<std::ptrdiff_t>(input.indices.size() / 2);
    std::reverse(input.indices.begin(), input.indices.begin() + half);
    std::reverse(input.indices.begin() + half, input.indices.end());
    if (input.name != "messages") continue;
    const auto width = input.shape[1];
    std::reverse(input.floats.begin(), input.floats.end());
    for (auto row = input.floats.begin(); row != input.floats.end(); row += width)
      std::reverse(row, row + width);
  }
  return inputs;
}

}  // namespace

TEST_CASE("graphsage: every stage equals the reference, by every instruction set") {
  for (const auto& it : tests::graphsage_cases())
    for (const auto set : kernel::all_instruction_sets) {
      if (!kernel::is_supported(set)) continue;
      graphsage layer(it.weights, {.threads = 2, .instructions = set});
      for (const auto stage : all_graphsage_stages) {
        INFO(it.name, ' ', std::string(name_of(stage)), ' ', std::string(kernel::name_of(set)));
        const numbers found = output_of(layer, stage, it.size, tests::inputs_of(it, stage));
        CHECK(distance(found, tests::expected_of(it, stage)) <= it.tolerance);
      }
    }
}

TEST_CASE("graphsage: results are the same to the bit for any number of threads") {
  // Wider than panels and no multiple of a vector; edges enough for several parts of the sort.
  for (const auto& [features, size] :
       {std::pair{std::int64_t{4}, graph_size{700, 70'000}}, {67, {300, 900}}, {500, {97, 800}}}) {
    graphsage one(features, {.threads = 1});
    for (const int threads : {2, 5}) {
      graphsage several(features, {.threads = threads});
      CHECK(several.info().threads == threads);
      for (const auto stage : all_graphsage_stages) {
        INFO(features, ' ', threads, ' ', std::string(name_of(stage)));
        CHECK(output_of(one, stage, size) == output_of(several, stage, size));
      }
    }
  }
}

TEST_CASE(
    "graphsage: what is too large for the caches is streamed, if its rows are whole vectors") {
  CHECK(best_store(4 * last_cache_bytes(), 500) == kernel::store::streamed);
  CHECK(best_store(4 * last_cache_bytes(), 501) == kernel::store::cached);
  CHECK(best_store(1000, 500) == kernel::store::cached);
}

TEST_CASE("graphsage: streaming gives the same") {
  constexpr std::size_t features = 12;
  const graph_size size{40, 90};
  graphsage layer(features, {.threads = 1});
  thread_team team(2);
  const row_stages<kernel::store::streamed> streamed(team, features);
  for (const auto stage : all_graphsage_stages) {
    INFO(std::string(name_of(stage)));
    const numbers expected = output_of(layer, stage, size);
    graphsage_operands in(stage, size, features, graphsage_inputs(stage, size, features));
    if (stage == graphsage_stage::gather)
      streamed.gather(in.floats(0), {in.indices(1), 90}, in.out());
    if (stage == graphsage_stage::message) streamed.copy(in.floats(0), 90 * features, in.out());
    if (stage == graphsage_stage::normalize)
      streamed.normalize(in.floats(0), in.floats(1), 40, in.out());
    if (stage == graphsage_stage::activate)
      streamed.activate(in.floats(0), 40 * features, in.out());
    if (stage == graphsage_stage::reduce_sum) {
      edges_by_destination graph(40, 90, team);
      graph.sort(in.indices(1) + 90);
      streamed.reduce_sum(in.floats(0), graph, 40, in.out());
    }
    const numbers found(in.result().begin(), in.result().end());
    // The other two do not move rows.
    CHECK((found == expected) ==
          (stage != graphsage_stage::reduce_count && stage != graphsage_stage::transform));
  }
}

TEST_CASE("graphsage: sums run over the edges in their order, for nodes of any degree") {
  // Degrees of Poisson 1, 6 and 50; a star, whose hub has all edges.
  for (const auto& size : {graph_size{400, 400}, {100, 600}, {10, 500}, {1, 33}}) {
    const auto inputs = graphsage_inputs(graphsage_stage::reduce_sum, size, 21);
    graphsage layer(21, {.threads = 2});
    CHECK(output_of(layer, graphsage_stage::reduce_sum, size, inputs) ==
          plain_sum(inputs[0], inputs[1], static_cast<std::size_t>(size.nodes)));
  }
}

TEST_CASE("graphsage: the order of the edges changes counts not at all and sums by rounding") {
  const graph_size size{50, 400};
  graphsage layer(10, {.threads = 2});
  const auto counted = graphsage_inputs(graphsage_stage::reduce_count, size, 10);
  CHECK(output_of(layer, graphsage_stage::reduce_count, size, counted) ==
        output_of(layer, graphsage_stage::reduce_count, size, reversed_edges(counted)));
  const auto summed = graphsage_inputs(graphsage_stage::reduce_sum, size, 10);
  const numbers there = output_of(layer, graphsage_stage::reduce_sum, size, summed);
  const numbers back = output_of(layer, graphsage_stage::reduce_sum, size, reversed_edges(summed));
  CHECK(there != back);
  CHECK(distance(there, {back.begin(), back.end()}) < 1e-5);
}

TEST_CASE("graphsage: a node that no edge ends in has count 0, sum 0 and mean 0") {
  const graph_size size{3, 2};
  const stage_tensor edge_index{.name = "edge_index", .shape = {2, 2}, .indices = {1, 1, 2, 2}};
  const stage_tensor messages{.name = "messages", .shape = {2, 1}, .floats = {1.5F, 4}};
  graphsage layer(1, {.threads = 2});
  const numbers sum = output_of(layer, graphsage_stage::reduce_sum, size, {messages, edge_index});
  CHECK(sum == numbers{0, 0, 5.5F});
  const numbers count = output_of(layer, graphsage_stage::reduce_count, size, {edge_index});
  CHECK(count == numbers{0, 0, 2});
  CHECK(output_of(layer, graphsage_stage::normalize, size,
                  {{.name = "sum", .shape = {3, 1}, .floats = sum},
                   {.name = "count", .shape = {3}, .floats = count}}) == numbers{0, 0, 2.75F});
}

TEST_CASE("graphsage: a mean is the sum divided by the degree, to the bit") {
  const graph_size size{9, 0};
  stage_tensor sum{.name = "sum", .shape = {9, 5}, .floats = random_graphsage_weights(7).W_l};
  sum.floats.resize(45);
  const numbers degrees{0, 1, 2, 3, 4, 5, 7, 1024, 16777215};
  graphsage layer(5, {.threads = 1});
  numbers expected;
  for (std::size_t i = 0; i < 45; ++i)
    expected.push_back(sum.floats[i] / std::max(degrees[i / 5], 1.0F));
  CHECK(output_of(layer, graphsage_stage::normalize, size,
                  {sum, {.name = "count", .shape = {9}, .floats = degrees}}) == expected);
}

TEST_CASE("graphsage: graphs without edges and of one node") {
  graphsage layer(6, {.threads = 3});
  const graph_size no_edges{4, 0}, one_node{1, 5};
  CHECK(output_of(layer, graphsage_stage::gather, no_edges).empty());
  CHECK(output_of(layer, graphsage_stage::message, no_edges).empty());
  CHECK(output_of(layer, graphsage_stage::reduce_sum, no_edges) == numbers(24));
  CHECK(output_of(layer, graphsage_stage::reduce_count, no_edges) == numbers(4));
  CHECK(output_of(layer, graphsage_stage::reduce_count, one_node) == numbers{5});
  CHECK(output_of(layer, graphsage_stage::gather, one_node).size() == 30);
  CHECK(output_of(layer, graphsage_stage::transform, one_node).size() == 6);
}

TEST_CASE("graphsage: a run does the same work again, and the last prepared stage") {
  graphsage layer(8, {.threads = 2});
  const graph_size size{30, 100};
  const numbers first = output_of(layer, graphsage_stage::reduce_sum, size);
  layer.run();
  CHECK(layer.output() == first);
  CHECK(output_of(layer, graphsage_stage::activate, size) != first);
  CHECK(output_of(layer, graphsage_stage::reduce_sum, size) == first);
  graphsage other(8, {.seed = 2});
  CHECK(output_of(other, graphsage_stage::reduce_sum, size) != first);
}

TEST_CASE("graphsage: negative numbers become zero, NaN stays") {
  graphsage layer(5, {.threads = 1});
  const numbers out =
      output_of(layer, graphsage_stage::activate, {1, 0},
                {{.name = "out", .shape = {1, 5}, .floats = {-1, 2, NAN, -0.5F, -3}}});
  CHECK(std::isnan(out[2]));
  CHECK(numbers{out[0], out[1], out[3], out[4]} == numbers{0, 2, 0, 0});
}

TEST_CASE("graphsage: it tells its stages and what it is") {
  graphsage layer(3, {.threads = 2});
  const auto stages = layer.stages();
  REQUIRE(stages.size() == 7);
  CHECK(stages.front() == stage{1, "gather"});
  CHECK(stages.back() == stage{7, "activate"});
  CHECK(layer.info().name == "eigen");
  CHECK(layer.info().device == "CPU");
  CHECK(layer.info().precision == "f32");
}

TEST_CASE("graphsage: graphs and inputs that cannot be are refused") {
  graphsage layer(3, {.threads = 1});
  CHECK(contains(message_of([&] { layer.run(); }), "run has to follow prepare"));
  CHECK(contains(message_of([&] { layer.output(); }), "no output"));
  CHECK(contains(message_of([&] { layer.prepare(8, {1, 1}); }), "no stage 8"));
  CHECK(contains(message_of([&] { layer.prepare(1, {0, 1}); }), "0 nodes"));
  CHECK(contains(message_of([&] { layer.prepare(1, {1, -1}); }), "-1 edges"));
  CHECK(contains(message_of([&] { layer.prepare(1, {INT64_MAX / 2, 1}); }), "above 2^58"));
  CHECK(contains(message_of([&] { layer.prepare(4, {1, std::int64_t{1} << 31}, {}); }), "31 bits"));
  const stage_tensor x{.name = "x", .shape = {2, 3}, .floats = numbers(6)};
  CHECK(contains(message_of([&] { layer.prepare(1, {2, 1}, {x}); }), "edge_index of gather is"));
  CHECK(contains(message_of([&] { layer.prepare(1, {3, 1}, {x}); }), "[2, 3]"));
  for (const std::int64_t outside : {-1, 2}) {
    const stage_tensor edges{.name = "edge_index", .shape = {2, 1}, .indices = {0, outside}};
    CHECK(contains(message_of([&] { layer.prepare(1, {2, 1}, {x, edges}); }), "edge_index[1]"));
  }
  CHECK(contains(message_of([&] { layer.run(); }), "run has to follow prepare"));
}

TEST_CASE("graphsage: weights that do not fit each other are refused") {
  CHECK(contains(message_of([] { graphsage layer(0); }), "0 features"));
  auto weights = random_graphsage_weights(4);
  weights.bias.pop_back();
  CHECK(contains(message_of([&] { graphsage layer(weights); }), "bias of 3"));
}
