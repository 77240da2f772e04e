// Draws every kind of mark once: a small picture each, in a folder.
#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <string>

#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>
#include "driver.hpp"

using namespace proflens::plot;

static std::map<std::string, figure> pictures() {
  std::map<std::string, figure> all;
  const auto draw = [&](const char* name, axis x, axis y) -> axes& {
    all[name] = {.title = name, .size = inches(4.2, 3.2)};
    return all[name].axes({.x = std::move(x), .y = std::move(y)});
  };
  const column batch{1, 2, 4, 8, 16, 32}, time{.1, .19, .4, .81, 1.6, 3.1};
  const column half{.05, .06, .19, .3, .9, 1.8}, error{.02, .05, .05, .1, .2, .3};
  const std::vector<std::string> stages{"采样 🚀", "聚合 🤗", "更新 α→β", "readout"};
  const axis batches{"batch size", {}, {}, logarithmic{2}}, seconds{"s", {}, {}, logarithmic{}};
  draw("points", {"tokens"}, {"run time (ms)"})
      .points(batch, time, {.size = 90, .values = error, .value_label = "δ of 5 runs"});
  draw("lines", batches, seconds)
      .line(batch, half, {.label = "gpt2 - len: 32", .dashes = {5, 3}, .marker = marker::circle})
      .line(batch, time, {.label = "gpt2 - len: 64", .dashes = {5, 3}, .marker = marker::square});
  (all["dark"] = all["lines"]).style = dark_style();
  draw("model", {"batch size"}, {"s"})
      .points(batch, time, {.label = "measured 实测"})
      .line([](double x) { return x / 10; }, {.label = "S / 10"})
      .band({0, 32}, {-0.2, 3}, {0.2, 3.4}, {.label = "± 0.2 s"});
  draw("errors", batches, {"s"}).error_bars(batch, time, error, {.label = "5 runs"});
  draw("bars", {}, {"ms"})
      .bars(stages, {3, 5, 2, 4}, {.label = "CPU"})
      .bars(stages, {1, 2, 1.5, 3}, {.label = "GPU"});
  draw("stacks", {}, {"ms"})
      .bars(stages, {3, 5, 2, 4}, {.label = "prefill"})
      .bars(stages, {4, 3, 5, 2}, {.label = "decode", .stacked = true, .error = {1, 1, 1, 1}});
  draw("boxes", {}, {"s"}).boxes(stages, std::vector{time, half, error, time});
  draw("cells", {"input length"}, {"batch size"})
      .heat_map(2, 4, {12, 25, 51, 104, 23, 49, 99, std::nan("")},
                {{"1", "2"}, {"128", "256", "512", "1024"}, yl_or_rd(), "ms", true});
  draw("pareto", {"latency (ms)"}, {"tokens/s"})
      .steps({10, 20, 40, 60}, {100, 300, 500, 540}, {.label = "front 前沿"})
      .vertical_line(50, {.text = "SLO 50 ms", .paint = tab10[3], .dashes = {4, 3}})
      .text(40, 500, "batch 16", {.align_x = scene::horizontal::right, .up_by = 4});
  return all;
}

int main(int argc, char** argv) {
  CLI::App app{"Draw every kind of mark once"};
  std::string folder = "gallery";
  app.add_option("folder", folder, "Where the pictures go")->capture_default_str();
  return driver::run(app, argc, argv, [&] {
    std::filesystem::create_directories(folder);
    for (const auto& [name, f] : pictures()) save(f, folder + '/' + name + ".png", {.dpi = 100});
  });
}
