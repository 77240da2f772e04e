// The saturation fit of 300 points.
//   saturation data FILE      makes the data: all B, then all S, then all T
//   saturation fit FILE TIMES fits them so many times and prints the seconds of one and the sum of
//   squares
#include <proflens/fit/saturation.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <ios>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr std::size_t points = 300;

struct sample {
  std::vector<double> batch_size, tokens, runtime;
};

void write(const std::string& path) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 0.4);
  const std::vector<double> truth{0.1, 2.5, 2, 0.02, 0.8, 6, 0.5, 1.5};
  const proflens::fit::saturation_curve curve(truth);
  sample s;
  for (std::size_t i = 0; i < points; ++i) {
    s.batch_size.push_back(static_cast<double>(2 + random() % 126));
    s.tokens.push_back(static_cast<double>(64 + random() % 4000));
    s.runtime.push_back(curve.value(s.batch_size[i] / 64, s.tokens[i] / 2048) + noise(random));
  }
  std::ofstream out(path, std::ios::binary);
  for (const auto* all : {&s.batch_size, &s.tokens, &s.runtime})
    out.write(reinterpret_cast<const char*>(all->data()), points * sizeof(double));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

void fit(const std::string& path, int times) {
  sample s;
  std::ifstream in(path, std::ios::binary);
  for (auto* all : {&s.batch_size, &s.tokens, &s.runtime}) {
    all->resize(points);
    in.read(reinterpret_cast<char*>(all->data()), points * sizeof(double));
  }
  if (!in) throw std::runtime_error("cannot read " + path);
  double sse = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i)
    sse += proflens::fit::saturation(s.batch_size, s.tokens, s.runtime).quality.sse / times;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  std::printf("seconds=%.9f sse=%.17g\n", passed.count() / times, sse);
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "data") {
    write(words[1]);
  } else if (words.size() == 3 && words[0] == "fit") {
    fit(words[1], std::stoi(words[2]));
  } else {
    std::fputs("usage: saturation data FILE | saturation fit FILE TIMES\n", stderr);
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
