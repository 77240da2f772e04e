#include <proflens/workflow/benchmark_analysis/comparison.hpp>
#include <proflens/workflow/benchmark_analysis/cost_model.hpp>
#include <proflens/workflow/benchmark_analysis/effects.hpp>
#include <proflens/workflow/benchmark_analysis/report_tables.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/shell.hpp"

using namespace proflens::workflow;
using tests::has;

namespace {

/// Milliseconds of `cost(batch, length)`.
template <class Cost>
std::vector<cost_sample> samples_of(const std::vector<double>& batches,
                                    const std::vector<double>& lengths, const Cost& cost) {
  std::vector<cost_sample> all;
  for (const double batch : batches)
    for (const double length : lengths) all.push_back({batch, length, cost(batch, length)});
  return all;
}

double parameter(const benchmark_cost_model& model, std::size_t i) {
  REQUIRE(model.fit.has_value());
  return model.fit->coefficients.at(i).value;
}

/// A measured point with one run for each total latency.
analyzed_point point_of(int batch, const std::vector<double>& seconds, int output = 10) {
  analyzed_point point;
  point.key = {batch, 32, output, 0};
  for (const double latency : seconds) {
    transformer_run run;
    run.batch_size = batch;
    run.input_length = 32;
    run.target_output_length = run.actual_output_length = output;
    run.total_latency = latency;
    run.prefill_time = latency / 4;
    derive_rates(run);
    point.runs.push_back(run);
  }
  return point;
}

}  // namespace

TEST_CASE("analyze_models: prefill is a parabola of the length from five lengths on") {
  const auto cost = [](double b, double l) { return 3 + 0.5 * b * l + 0.002 * b * l * l; };
  const auto five = prefill_models(samples_of({1, 2}, {10, 20, 40, 80, 160}, cost));
  REQUIRE(five.size() == 3);  // two batch sizes, and both
  CHECK(five[0].name == "prefill, batch size 1");
  CHECK(parameter(five[1], 0) == doctest::Approx(3));
  CHECK(parameter(five[1], 1) == doctest::Approx(1.0));
  CHECK(parameter(five[1], 2) == doctest::Approx(0.004));
  CHECK(parameter(five[2], 1) == doctest::Approx(0.5));
  CHECK(parameter(five[2], 2) == doctest::Approx(0.002));
}

TEST_CASE("analyze_models: four lengths make a line, three nothing") {
  const auto cost = [](double, double l) { return 3 + 0.5 * l; };
  const auto four = prefill_models(samples_of({1}, {10, 20, 40, 80}, cost));
  REQUIRE(four.size() == 1);
  REQUIRE(four[0].fit->coefficients.size() == 2);
  CHECK(parameter(four[0], 1) == doctest::Approx(0.5));
  const auto three = prefill_models(samples_of({1}, {10, 20, 40}, cost));
  CHECK_FALSE(three[0].fit.has_value());
  CHECK(has(three[0].note, "not identifiable"));
  CHECK(prefill_models({}).empty());
}

TEST_CASE("analyze_models: a curvature whose interval contains 0 is dropped") {
  const auto zigzag = [](double, double l) {  // no curve, but a lot of noise
    return 3 + 0.5 * l + (static_cast<int>(l) / 10 % 2 == 0 ? 1 : -1);
  };
  const auto models = prefill_models(samples_of({1}, {10, 20, 30, 40, 50, 60, 70, 80}, zigzag));
  REQUIRE(models[0].fit.has_value());
  CHECK(models[0].fit->coefficients.size() == 2);
  CHECK(has(models[0].note, "contains 0"));
}

TEST_CASE("analyze_models: at one length the square cannot be told from the first power") {
  const auto cost = [](double b, double l) { return 1 + b * l; };
  const auto models = prefill_models(samples_of({1, 2, 4, 8, 16}, {64}, cost));
  const benchmark_cost_model& pooled = models.back();
  CHECK(pooled.name == "prefill, all");
  CHECK(parameter(pooled, 1) == doctest::Approx(1));
  CHECK(has(pooled.note, "do not tell it"));
}

TEST_CASE("analyze_models: a step is a + b B + c B L, L the tokens in the cache") {
  const auto cost = [](double b, double l) { return 5 + 0.25 * b + 0.001 * b * l; };
  const auto models = step_models(samples_of({1, 2, 4}, {16, 32, 64, 128}, cost));
  REQUIRE(models.size() == 4);
  CHECK(parameter(models[0], 1) == doctest::Approx(0.001));
  CHECK(parameter(models[3], 0) == doctest::Approx(5));
  CHECK(parameter(models[3], 1) == doctest::Approx(0.25));
  CHECK(parameter(models[3], 2) == doctest::Approx(0.001));
}

TEST_CASE("analyze_models: a step's growth with the cache is dropped where it may be none") {
  const auto zigzag = [](double b, double l) {  // nothing but B, and a lot of noise
    return 5 + 0.25 * b + (static_cast<int>(b + l / 16) % 2 == 0 ? 0.3 : -0.3);
  };
  const auto models = step_models(samples_of({1, 2, 4, 8}, {16, 32, 64, 128}, zigzag));
  const benchmark_cost_model& pooled = models.back();
  REQUIRE(pooled.fit.has_value());
  CHECK(pooled.fit->coefficients.size() == 2);
  CHECK(has(pooled.note, "BL was dropped: its interval, "));
}

TEST_CASE("analyze_models: fitted are means of points, steps at the mean of the cache") {
  analyzed_point point = point_of(2, {0.4, 0.8});
  for (transformer_run& run : point.runs) {
    run.decode_tokens_count = 3;
    run.step_times = {0.01, 0.02, 0.03};
  }
  const std::vector<point_figures> figures{figures_of(point)};
  const auto prefill = prefill_samples(figures), steps = step_samples(figures);
  REQUIRE(prefill.size() == 1);
  CHECK(prefill[0].ms == doctest::Approx(150));
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].ms == doctest::Approx(20));
  CHECK(steps[0].tokens == 33);  // 32, 33 and 34 tokens
}

TEST_CASE("analyze_models: of fewer lengths a step is told by the steps inside of runs") {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, {1, 1})};
  for (transformer_run& run : benchmark.points[0].runs) {
    run.decode_tokens_count = 5;
    for (int i = 0; i < 5; ++i)  // the runs differ, their means do not
      run.step_times.push_back(0.01 + 0.0001 * (32 + i) +
                               (&run == benchmark.points[0].runs.data() ? 0.001 : -0.001));
  }
  const auto models = cost_models(benchmark, figures_of(benchmark));
  REQUIRE(models.size() == 2);
  CHECK(models[1].name == "step, batch size 1");
  CHECK(parameter(models[1], 0) == doctest::Approx(10));
  CHECK(parameter(models[1], 1) == doctest::Approx(0.1));
  CHECK(has(models[1].note, "not independent"));
  for (transformer_run& run : benchmark.points[0].runs) run.step_times.resize(3);
  CHECK_FALSE(cost_models(benchmark, figures_of(benchmark))[1].fit.has_value());
}

TEST_CASE("analyze_models: one run has a mean and no deviation") {
  const point_figures one = figures_of(point_of(1, {0.5}));
  CHECK(one.of(benchmark_metric::total_latency).n == 1);
  CHECK(one.mean(benchmark_metric::total_latency) == 0.5);
  CHECK(std::isnan(one.of(benchmark_metric::total_latency).std));
  CHECK_FALSE(one.knows(benchmark_metric::gpu_memory_mb));
  CHECK_FALSE(figures_of(analyzed_point{}).knows(benchmark_metric::total_latency));
}

TEST_CASE("analyze_models: the best point is that of the best mean, not of one lucky run") {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, {0.1, 1.9}), point_of(2, {0.6, 0.6})};
  const auto figures = figures_of(benchmark);
  REQUIRE(best_of(figures, benchmark_metric::total_latency) != nullptr);
  CHECK(best_of(figures, benchmark_metric::total_latency)->key.batch_size == 2);
  CHECK(best_of(figures, benchmark_metric::gpu_memory_mb) == nullptr);
}

TEST_CASE("analyze_models: the front holds what nothing beats in both") {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, {1}), point_of(2, {1.5}), point_of(4, {5}), point_of(8, {5.5})};
  const auto figures = figures_of(benchmark);
  std::vector<int> batches;
  for (const point_figures* one : pareto_front(figures)) batches.push_back(one->key.batch_size);
  CHECK(batches == std::vector<int>{1, 2, 8});  // 4 is slower than 2, with less throughput
}

TEST_CASE("analyze_models: recommendations say what a choice costs") {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, {1}), point_of(2, {1.1}), point_of(4, {4})};
  const auto said = recommendations(figures_of(benchmark));
  REQUIRE(said.size() == 3);
  CHECK(has(said[0], "batch size 2"));
  CHECK(has(said[0], "the price is a latency of 1,100 ms"));
  CHECK(has(said[1], "batch size 1"));
  CHECK(has(said[2], "beyond batch size 2"));
  CHECK(recommendations({}).empty());
}

TEST_CASE("analyze_models: effects and advice are of points with one output length") {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, {1}, 10), point_of(1, {2}, 20), point_of(2, {1.5}, 10),
                      point_of(2, {3}, 20)};
  const auto figures = figures_of(benchmark);
  const auto table = batch_effect_table(figures);
  REQUIRE(table.rows().size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(table.rows()[i][0].text() == (i == 0 ? "32 + 10" : "32 + 20"));
    CHECK(table.rows()[i][3].text() == times_text(1.5));  // total latency
  }
  CHECK(length_effect_table(figures).rows().empty());  // there is one input length
  const auto points = point_table(benchmark, figures);
  REQUIRE(points.rows().size() == 4);
  CHECK(points.rows()[0][0].text() == "1 x 32 + 10");
  CHECK(points.rows()[1][0].text() == "1 x 32 + 20");
  const auto said = recommendations(figures);
  REQUIRE(said.size() == 4);
  CHECK(has(said[1], "batch size 1 at input length 32 and output length 10"));
  CHECK(has(said[2], "Input + output length 32 + 10: throughput still grows"));
}

TEST_CASE("analyze_models: verdicts by the interval") {
  CHECK(verdict_of({0.98, 1.02}) == benchmark_verdict::same);
  CHECK(verdict_of({1.01, 1.02}) == benchmark_verdict::same);
  CHECK(verdict_of({0.8, 0.9}) == benchmark_verdict::faster);
  CHECK(verdict_of({1.1, 1.2}) == benchmark_verdict::slower);
  CHECK(verdict_of({0.9, 1.2}) == benchmark_verdict::unclear);
  CHECK(verdict_of({std::nan(""), std::nan("")}) == benchmark_verdict::unclear);
}

TEST_CASE("analyze_models: no interval of one run, Welch below 15, bootstrap from there") {
  const auto times = [](std::size_t n, double factor) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i)
      values.push_back(factor * (1 + 0.01 * std::sin(static_cast<double>(i))));
    return values;
  };
  const compared_time one = compared(times(1, 1), times(20, 2));
  CHECK(one.method.empty());
  CHECK(one.verdict == benchmark_verdict::unclear);
  CHECK(one.ratio > 1.9);
  const compared_time few = compared(times(14, 1), times(20, 2));
  CHECK(few.method == "welch");
  CHECK(few.verdict == benchmark_verdict::slower);
  CHECK(few.ci95.contains(few.ratio));
  const compared_time many = compared(times(15, 2), times(20, 1));
  CHECK(many.method == "bootstrap");
  CHECK(many.verdict == benchmark_verdict::faster);
  CHECK(many.ci95.contains(many.ratio));
  CHECK(compared(times(5, 1), times(5, 1)).verdict == benchmark_verdict::same);
}

TEST_CASE("analyze_models: beside a sound benchmark the original is judged by prefill alone") {
  analyzed_benchmark ours, original;
  ours.points = {point_of(1, {1, 1.1}), point_of(2, {1, 1.1})};
  original.points = {point_of(1, {2, 2.1})};
  CHECK(compare(ours, original).times.size() == 2);  // total and prefill; decode is unknown
  ours.description = {{"threads", "1"}, {"time", "10:00"}, {"only here", "1"}};
  original.description = {{"threads", "2"}, {"time", "11:00"}};
  CHECK(compare(ours, original).differences == std::vector<std::string>{"threads: 1, 2"});
  original.source = benchmark_source::original_list;
  const benchmark_comparison judged = compare(ours, original);
  REQUIRE(judged.times.size() == 1);
  CHECK(judged.times[0].metric == benchmark_metric::prefill_time);
  CHECK(judged.unmatched == 1);
  CHECK(cost_models(original, figures_of(original)).size() == 1);  // none of a step
}
