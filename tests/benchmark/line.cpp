// One long line through the public figure API.
//   line data POINTS FILE      makes the data: all x, then all y, of a noisy curve over time
//   line draw FILE PICTURE     draws it into a picture of 10 by 6 inches at 300 dpi
// `draw` prints its peak memory.
#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "columns.hpp"
#include "program.hpp"

namespace {

namespace plot = proflens::plot;

void write(const std::string& path, std::size_t count) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 2);
  std::vector<benchmark::column> xy(2);
  for (std::size_t i = 0; i < count; ++i) {
    xy[0].push_back(static_cast<double>(i) * 1e-3);
    xy[1].push_back(18 + 5 * std::sin(12 * static_cast<double>(i) / static_cast<double>(count)) +
                    noise(random) + (random() % 100'000 == 0 ? 40 : 0));
  }
  benchmark::write_columns(path, xy);
}

void draw(const std::string& path, const std::string& picture) {
  auto xy = benchmark::read_columns(path, 2);
  plot::figure figure{.title = "Power over time", .size = plot::inches(10, 6)};
  figure.axes({.x = {"time (s)"}, .y = {"power (W)"}})
      .line(std::move(xy[0]), std::move(xy[1]), {.label = "device 0"});
  plot::save(figure, picture, {.dpi = 300});
}

/// The peak of resident memory. `ru_maxrss` may begin with the parent's.
void print_peak() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::size_t kibibytes = 0;
    status >> kibibytes;
    std::printf("peak_bytes=%zu\n", kibibytes * 1024);
  }
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "data") {
    write(words[2], std::stoul(words[1]));
  } else if (words.size() == 3 && words[0] == "draw") {
    draw(words[1], words[2]);
    print_peak();
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words, "line data POINTS FILE | line draw FILE PICTURE", run);
}
