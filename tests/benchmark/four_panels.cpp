// A small figure of 2 x 2 panels, as a report has them: four_panels PICTURE
#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace plot = proflens::plot;

void add_latencies(plot::figure& figure) {
  auto& axes = figure.axes({.x = {.label = "Sequence length", .scale = plot::logarithmic{}},
                            .y = {.label = "Latency (ms)", .scale = plot::logarithmic{}},
                            .title = "Prefill 延迟",
                            .grid = true});
  for (const auto& [batch, shape] : {std::pair{1, plot::marker::circle},
                                     {4, plot::marker::square},
                                     {16, plot::marker::triangle_up},
                                     {64, plot::marker::diamond}}) {
    std::vector<double> x, y;
    for (int power = 5; power < 17; ++power) {
      x.push_back(std::ldexp(1, power));
      y.push_back(0.3 * std::pow(batch, 0.7) * std::pow(x.back(), 1.1) / 100 + 5);
    }
    axes.line(x, y, {.label = "bs=" + std::to_string(batch), .marker = shape, .marker_size = 25});
  }
}

void add_heat_map(plot::figure& figure) {
  std::vector<double> values;
  for (int row = 0; row < 6; ++row)
    for (int column = 1; column < 8; ++column) values.push_back(std::ldexp(1.37 * column, row));
  figure.axes({.x = {"input length"}, .y = {"batch size"}, .title = "Heat map 热力图"})
      .heat_map(6, 7, values,
                {.row_names = {"1", "2", "4", "8", "16", "32"},
                 .column_names = {"32", "64", "128", "256", "512", "1024", "2048"},
                 .value_label = "ms",
                 .annotate = true,
                 .decimals = 1});
}

void add_stages(plot::figure& figure, std::mt19937_64& random) {
  auto& axes = figure.axes({.y = {"ms"}, .title = "Stacked + error bars"});
  std::uniform_real_distribution<double> height(2, 8);
  const std::vector<std::string> stages{"stage 0", "stage 1", "stage 2", "stage 3", "stage 4"};
  for (const char* part : {"compute", "comm", "idle"}) {
    std::vector<double> heights, errors;
    for (std::size_t i = 0; i < stages.size(); ++i) {
      heights.push_back(height(random));
      errors.push_back(heights.back() * 0.08);
    }
    const bool last = part == std::string("idle");
    axes.bars(stages, heights,
              {.label = part, .stacked = true, .error = last ? errors : std::vector<double>{}});
  }
}

void add_boxes(plot::figure& figure, std::mt19937_64& random) {
  auto& axes = figure.axes({.x = {"device"}, .title = "Box 箱线图"});
  std::vector<std::string> devices;
  std::vector<plot::column> all;
  std::vector<double> means;
  for (int device = 0; device < 8; ++device) {
    std::lognormal_distribution<double> time(1 + 0.1 * device, 0.3);
    std::vector<double> values;
    double sum = 0;
    for (int i = 0; i < 200; ++i) sum += values.emplace_back(time(random));
    devices.push_back(std::to_string(device + 1));
    means.push_back(sum / 200);
    all.emplace_back(std::move(values));
  }
  axes.boxes(devices, all, {.means = means});
}

}  // namespace

int main(int count, char** words) try {
  if (count != 2) throw proflens::error("usage: four_panels PICTURE");
  plot::figure figure{.title = {}, .size = plot::inches(10, 7.5), .columns = 2};
  std::mt19937_64 random(3);
  add_latencies(figure);
  add_heat_map(figure);
  add_stages(figure, random);
  add_boxes(figure, random);
  plot::save(figure, words[1], {.dpi = 300});
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
