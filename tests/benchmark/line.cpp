// One long line through the public figure API.
//   line data POINTS FILE      makes the data: all x, then all y, of a noisy curve over time
//   line draw FILE PICTURE     draws it into a picture of 10 by 6 inches at 300 dpi
// `draw` prints its peak memory.
#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <ios>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace plot = proflens::plot;

void write(const std::string& path, std::size_t count) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 2);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(static_cast<double>(i) * 1e-3);
    y.push_back(18 + 5 * std::sin(12 * static_cast<double>(i) / static_cast<double>(count)) +
                noise(random) + (random() % 100'000 == 0 ? 40 : 0));
  }
  std::ofstream out(path, std::ios::binary);
  for (const auto* all : {&x, &y})
    out.write(reinterpret_cast<const char*>(all->data()),
              static_cast<std::streamsize>(count * sizeof(double)));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

void draw(const std::string& path, const std::string& picture) {
  const std::size_t count = std::filesystem::file_size(path) / (2 * sizeof(double));
  std::ifstream in(path, std::ios::binary);
  std::vector<double> x(count), y(count);
  for (auto* values : {&x, &y})
    in.read(reinterpret_cast<char*>(values->data()),
            static_cast<std::streamsize>(count * sizeof(double)));
  if (!in) throw std::runtime_error("cannot read " + path);
  plot::figure figure{.title = "Power over time", .size = plot::inches(10, 6)};
  figure.axes({.x = {"time (s)"}, .y = {"power (W)"}})
      .line(std::move(x), std::move(y), {.label = "device 0"});
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

int run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "data") {
    write(words[2], std::stoul(words[1]));
  } else if (words.size() == 3 && words[0] == "draw") {
    draw(words[1], words[2]);
    print_peak();
  } else {
    std::fputs("usage: line data POINTS FILE | line draw FILE PICTURE\n", stderr);
    return 2;
  }
  return 0;
}

}  // namespace

int main(int count, char** words) try {
  return run({words + 1, words + count});
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
