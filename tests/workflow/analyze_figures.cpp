#include <proflens/workflow/benchmark_analysis.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <variant>
#include <vector>

using namespace proflens;
using namespace proflens::workflow;

namespace {

/// A point measured once for each total latency.
analyzed_point point_of(int batch, int length, const std::vector<double>& seconds) {
  analyzed_point point;
  point.key = {batch, length, 10, 0};
  for (const double latency : seconds) {
    transformer_run run;
    run.batch_size = batch;
    run.input_length = length;
    run.target_output_length = run.actual_output_length = 10;
    run.total_latency = latency;
    run.prefill_time = latency / 4;
    run.decode_time = latency * 3 / 4;
    derive_rates(run);
    point.runs.push_back(run);
  }
  return point;
}

/// Two batch sizes and two lengths; the largest point was skipped, one point measured once.
analyzed_benchmark small_grid() {
  analyzed_benchmark benchmark;
  benchmark.points = {point_of(1, 32, {1, 1.2}), point_of(1, 64, {2, 2.2}), point_of(2, 32, {1.5}),
                      point_of(2, 64, {})};
  benchmark.points.back().status = point_status::skipped;
  return benchmark;
}

template <class Mark>
std::vector<Mark> marks_of(const plot::axes& axes) {
  std::vector<Mark> found;
  for (const plot::mark& one : axes.marks())
    if (const auto* mark = std::get_if<Mark>(&one)) found.push_back(*mark);
  return found;
}

std::vector<std::string> names_of(const analyzed_benchmark& benchmark) {
  std::vector<std::string> names;
  for (const named_figure& one : figures_of(benchmark, figures_of(benchmark)))
    names.push_back(one.name);
  return names;
}

}  // namespace

TEST_CASE("analyze_figures: an axis is logarithmic beyond a decade and a half") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(spans_decades({1, 31}));
  CHECK(spans_decades({1, 32}));
  CHECK(spans_decades({32, nan, 1}));
  CHECK_FALSE(spans_decades({0, 1, 1000}));
  CHECK_FALSE(spans_decades({}));
  CHECK(plot::is_logarithmic(axis_of_counts("batch size", {1, 64})));
  CHECK_FALSE(plot::is_logarithmic(axis_of_counts("batch size", {1, 2, 4, 8, 16})));
}

TEST_CASE("analyze_figures: a heat map holds the means, and nothing where nothing was measured") {
  const auto figures = figures_of(small_grid());
  const benchmark_grid grid(figures);
  const plot::figure drawn = heat_map_figure(grid, {benchmark_metric::total_latency, "ms", 1e3},
                                             plot::yl_or_rd(), "latency");
  REQUIRE(drawn.grid.size() == 1);
  const auto maps = marks_of<plot::heat_map_mark>(drawn.grid[0]);
  REQUIRE(maps.size() == 1);
  CHECK(maps[0].rows == 2);
  CHECK(maps[0].columns == 2);
  CHECK(maps[0].options.annotate);
  CHECK(maps[0].options.row_names == std::vector<std::string>{"1", "2"});
  CHECK(maps[0].options.column_names == std::vector<std::string>{"32", "64"});
  CHECK(maps[0].values[0] == doctest::Approx(1100));
  CHECK(maps[0].values[2] == doctest::Approx(1500));
  CHECK(std::isnan(maps[0].values[3]));
}

TEST_CASE("analyze_figures: six panels over batch sizes, four over lengths, bars of several runs") {
  const auto figures = figures_of(small_grid());
  const benchmark_grid grid(figures);
  CHECK(batch_size_figure(grid).grid.size() == 6);
  const plot::figure over_lengths = input_length_figure(grid);
  REQUIRE(over_lengths.grid.size() == 4);
  const auto lines = marks_of<plot::line_mark>(over_lengths.grid[0]);
  REQUIRE(lines.size() == 2);  // a line for each batch size
  CHECK(lines[0].y[1] == doctest::Approx(2100));
  CHECK(lines[1].y.size() == 1);
  const auto bars = marks_of<plot::error_bars_mark>(over_lengths.grid[0]);
  REQUIRE(bars.size() == 1);  // batch size 2 was measured once
  CHECK(bars[0].x.size() == 2);
  CHECK(bars[0].high[0] == doctest::Approx(1100 + 100 * std::sqrt(2.0)));
}

TEST_CASE("analyze_figures: time over tokens of the batch has a line with a band") {
  analyzed_benchmark benchmark = small_grid();
  benchmark.points.push_back(point_of(4, 64, {6}));
  const auto figures = figures_of(benchmark);
  const plot::figure drawn = batched_tokens_figure(benchmark_grid(figures));
  REQUIRE(drawn.grid.size() == 2);
  for (const plot::axes& axes : drawn.grid) {
    REQUIRE(marks_of<plot::points_mark>(axes).size() == 1);
    const auto models = marks_of<plot::model_mark>(axes);
    REQUIRE(models.size() == 1);
    CHECK(models[0].options.band.has_value());
    CHECK(models[0].curve(256) > models[0].curve(32));
  }
}

TEST_CASE("analyze_figures: what there are no data for is not drawn") {
  const auto has = [](const std::vector<std::string>& names, const char* name) {
    return std::ranges::count(names, name) == 1;
  };
  auto names = names_of(small_grid());
  CHECK(names.size() == 7);
  CHECK_FALSE(has(names, "memory_usage.png"));
  analyzed_benchmark with_memory = small_grid();
  with_memory.points[0].runs[0].cpu_memory_mb = 100;
  CHECK(has(names_of(with_memory), "memory_usage.png"));
  analyzed_benchmark prefill_only = small_grid();
  for (analyzed_point& point : prefill_only.points)
    for (transformer_run& run : point.runs)
      run.total_latency = run.decode_time = run.tokens_per_second = transformer_run::undefined;
  names = names_of(prefill_only);
  CHECK_FALSE(has(names, "latency_heatmap.png"));
  CHECK_FALSE(has(names, "time_breakdown.png"));
  CHECK(has(names, "time_vs_batched_tokens.png"));
}

TEST_CASE("analyze_figures: several benchmarks get a folder each, also with one name") {
  analyzed_benchmark first, second;
  first.file = "a/r.json";
  second.file = "b/r.json";
  CHECK(figure_folders({first}) == std::vector<std::filesystem::path>{"analysis_plots"});
  const auto folders = figure_folders({first, second});
  REQUIRE(folders.size() == 2);
  CHECK(folders[0] == std::filesystem::path("analysis_plots/r"));
  CHECK(folders[1] == std::filesystem::path("analysis_plots/r_2"));
}

TEST_CASE("analyze_figures: without files there is nothing to analyse") {
  CHECK_THROWS_AS(analyze_benchmark({}), workflow::error);
}
