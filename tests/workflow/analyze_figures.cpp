#include <proflens/workflow/benchmark_analysis.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "tests/temporary_folder.hpp"

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

TEST_CASE("analyze_figures: llama-bench's depths have a figure, a line for each shape") {
  analyzed_benchmark bench;
  bench.source = benchmark_source::llama_bench;
  for (const int depth : {0, 1024, 4096}) {
    for (const bool is_prefill : {true, false}) {
      const point_key key{1, is_prefill ? 512 : 0, is_prefill ? 0 : 128, depth};
      for (const double seconds : {1.0, 3.0})
        bench.point(key).runs.push_back(run_of_llama_bench(key, seconds + depth));
    }
  }
  const auto figures = figures_of(bench);
  const plot::figure drawn = depth_figure(figures, bench.source);
  REQUIRE(drawn.grid.size() == 2);
  const auto prefill = marks_of<plot::line_mark>(drawn.grid[0]);
  const auto decode = marks_of<plot::line_mark>(drawn.grid[1]);
  REQUIRE(prefill.size() == 1);
  REQUIRE(decode.size() == 1);
  CHECK(prefill[0].options.label == "prefill 512");
  CHECK(prefill[0].y[2] == doctest::Approx(1e3 * 4098));
  CHECK(decode[0].options.label == "decode 128");
  CHECK(decode[0].y[1] == doctest::Approx(1e3 * 1026 / 128));
  CHECK(std::ranges::count(names_of(bench), "depth_scaling.png") == 1);
  CHECK(std::ranges::count(names_of(small_grid()), "depth_scaling.png") == 0);
}

TEST_CASE("analyze_figures: several output lengths have places of their own") {
  analyzed_benchmark benchmark = small_grid();
  benchmark.point({1, 32, 20, 0}).runs = point_of(1, 32, {3}).runs;
  const auto figures = figures_of(benchmark);
  const plot::figure drawn = breakdown_figure(benchmark_grid(figures));
  const auto& places = std::get<plot::categories>(drawn.grid[0].options().x.scale).names;
  CHECK(places == std::vector<std::string>{"1 \u00d7 32 + 10", "1 \u00d7 32 + 20",
                                           "1 \u00d7 64 + 10", "2 \u00d7 32 + 10"});
  CHECK(short_text({4, 128, 50, 0}, true) == "4 \u00d7 128 + 50");
  CHECK(short_text({4, 128, 50, 0}, false) == "4 \u00d7 128");
  CHECK(short_text({1, 512, 0, 64}, true) == "pp512 d64");
}

TEST_CASE("analyze_figures: a picture of any number of points has a size that can be drawn") {
  analyzed_benchmark benchmark;
  for (int length = 1; length <= 3000; ++length)
    benchmark.points.push_back(point_of(1, length, {1}));
  const auto figures = figures_of(benchmark);
  for (const named_figure& one : figures_of(benchmark, figures)) {
    INFO(one.name);
    CHECK(one.figure.size.width <= plot::inches(24, 24).width);
    CHECK(one.figure.size.height <= plot::inches(24, 24).height);
  }
}

TEST_CASE("analyze_figures: what an earlier analysis left goes, what it did not make stays") {
  const tests::temporary_folder folder;
  const auto is_there = [&](const char* name) { return std::filesystem::exists(folder / name); };
  std::filesystem::create_directories(folder / "analysis_plots/before");
  for (const char* name :
       {"analysis_plots/memory_usage.png", "analysis_plots/before/memory_usage.png",
        "analysis_plots/mine.png", "comparison.csv", "comparison.png"})
    folder.write(name, "old");
  folder.write("comparison.md", "# Comparison\n\nRatios");
  benchmark_analysis_result result;
  result.benchmarks = {small_grid()};
  result.figures = {figures_of(result.benchmarks[0])};
  result.options.output_dir = folder.path();
  result.options.dpi = 30;
  const auto written = write(result);
  CHECK(is_there("analysis_plots/latency_heatmap.png"));
  for (const auto& file : written) CHECK(std::filesystem::exists(file));
  CHECK_FALSE(is_there("analysis_plots/memory_usage.png"));
  CHECK_FALSE(is_there("analysis_plots/before"));
  CHECK(is_there("analysis_plots/mine.png"));
  CHECK_FALSE(is_there("comparison.md"));
  CHECK_FALSE(is_there("comparison.png"));
  folder.write("comparison.md", "# Mine\n");
  write(result);
  CHECK(is_there("comparison.md"));
}

TEST_CASE("analyze_figures: every name of a figure is known as one of ours") {
  analyzed_benchmark benchmark = small_grid();
  benchmark.points[0].runs[0].cpu_memory_mb = 100;
  benchmark.points[0].key.depth = 1;
  for (const std::string& name : names_of(benchmark))
    CHECK(std::ranges::count(benchmark_figure_names, name) == 1);
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
