// Fits and quantiles of many rows in memory. Prints the seconds of the computation alone and what
// it found, so that a peer can be held against it.
//   fits data ROWS FILE        makes the data: a batch size, tokens, a time stamp, a run time, and
//                              what rises by exactly 2 a second with the time stamp
//   fits plane FILE            run time over batch size and tokens
//   fits line FILE             what rises over the time stamps of 1.7e9
//   fits quantiles FILE        four quantiles of the run times, exact; quantiles:2 on two threads
//   fits moments FILE          the moments of a line, and in turn the sums of the same columns
#include <proflens/aggregate/quantile.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/line_scan.hpp>
#include <proflens/fit/plane.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "columns.hpp"
#include "program.hpp"

namespace {

namespace fit = proflens::fit;
namespace aggregate = proflens::aggregate;

constexpr double first_stamp = 1.7e9;

/// T = 6 + 0.03 B + 0.004 S and noise, within half an hour.
void write(const std::string& path, std::size_t rows) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> noise(0, 1);
  std::vector<benchmark::column> all(5);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto batch = static_cast<double>(1 + random() % 128);
    const auto tokens = static_cast<double>(1 + random() % 4000);
    all[0].push_back(batch);
    all[1].push_back(tokens);
    all[2].push_back(first_stamp + 1800 * static_cast<double>(i) / static_cast<double>(rows));
    all[3].push_back(6 + 0.03 * batch + 0.004 * tokens + noise(random));
    // From the stamp as it is stored, which is exact.
    all[4].push_back(6 + 2 * (all[2].back() - first_stamp));
  }
  benchmark::write_columns(path, all);
}

template <class Work>
double seconds_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void plane(const std::vector<benchmark::column>& all) {
  fit::plane_fit found;
  const double seconds = seconds_of([&] { found = fit::plane(all[0], all[1], all[3]); });
  std::printf("seconds=%.9f b=%.17g s=%.17g error_b=%.17g\n", seconds,
              found.fit.coefficients[1].value, found.fit.coefficients[2].value,
              found.fit.coefficients[1].standard_error);
}

void line(const std::vector<benchmark::column>& all) {
  fit::line_fit found;
  const double seconds = seconds_of([&] { found = fit::line(all[2], all[4]); });
  std::printf("seconds=%.9f slope=%.17g\n", seconds, found.slope.value);
}

void quantiles(const std::vector<benchmark::column>& all, std::size_t threads) {
  std::vector<double> found;
  const double seconds = seconds_of([&] {
    found = aggregate::quantiles(all[3], {0.5, 0.9, 0.99, 0.999}, aggregate::quantile_type::linear,
                                 threads);
  });
  std::printf("seconds=%.9f p50=%.17g p999=%.17g\n", seconds, found[0], found[3]);
}

/// Sums in lanes, as fast as memory gives them.
double sum_of(std::span<const double> values) {
  std::array<double, 16> lanes{};
  for (std::size_t i = 0; i + lanes.size() <= values.size(); i += lanes.size()) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += values[i + lane];
  }
  double total = 0;
  for (const double lane : lanes) total += lane;
  return total;
}

void moments(const std::vector<benchmark::column>& all) {
  const auto& tokens = all[1];
  const auto& runtime = all[3];
  for (int pair = 0; pair < 8; ++pair) {
    fit::line_moments found;
    const double ours = seconds_of([&] {
      found = fit::scan_moments([&](std::size_t i) { return tokens[i]; },
                                [&](std::size_t i) { return runtime[i]; }, tokens.size());
    });
    double sum = 0;
    const double bound = seconds_of([&] { sum = sum_of(tokens) + sum_of(runtime); });
    std::printf("seconds=%.9f xx=%.17g\n", ours, found.xx);
    std::printf("seconds=%.9f sum=%.17g\n", bound, sum);
  }
}

bool run(const std::vector<std::string>& words) {
  if (words.size() == 3 && words[0] == "data") {
    write(words[2], std::stoul(words[1]));
    return true;
  }
  if (words.size() != 2) return false;
  const auto all = benchmark::read_columns(words[1], 5);
  if (words[0] == "plane") {
    plane(all);
  } else if (words[0] == "line") {
    line(all);
  } else if (words[0] == "quantiles") {
    quantiles(all, 1);
  } else if (words[0] == "quantiles:2") {
    quantiles(all, 2);
  } else if (words[0] == "moments") {
    moments(all);
  } else {
    return false;
  }
  return true;
}

}  // namespace

int main(int count, char** words) {
  return benchmark::program(count, words, "fits data ROWS FILE | fits WHAT FILE", run);
}
