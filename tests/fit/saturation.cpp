#include <proflens/fit/saturation.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens;
using fit::saturation;

namespace {

struct sample {
  std::vector<double> batch_size, tokens, runtime;
};

/// Run times of a server that saturates, as the scales 64 and 2048 make them, with noise.
sample server(std::size_t n, double noise_ms, unsigned seed = 3) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise(0, noise_ms);
  const std::vector<double> truth{0.1, 2.5, 2, 0.02, 0.8, 6, 0.5, 1.5};
  sample s;
  for (std::size_t i = 0; i < n; ++i) {
    s.batch_size.push_back(static_cast<double>(2 + random() % 126));
    s.tokens.push_back(static_cast<double>(64 + random() % 4000));
    s.runtime.push_back(
        fit::saturation_curve(truth).value(s.batch_size[i] / 64, s.tokens[i] / 2048) +
        (noise_ms > 0 ? noise(random) : 0));
  }
  return s;
}

fit::saturation_fit fit_of(const sample& s) {
  return saturation(s.batch_size, s.tokens, s.runtime);
}

std::string reason(const sample& s) {
  try {
    fit_of(s);
  } catch (const fit::error& why) {
    return why.what();
  }
  return "";
}

bool warns(const fit::saturation_fit& fit, std::string_view of) {
  return std::ranges::find(fit.warnings, of) != fit.warnings.end();
}

}  // namespace

TEST_CASE("saturation: exact data are predicted exactly") {
  const sample s = server(200, 0);
  const auto fit = fit_of(s);
  for (std::size_t i = 0; i < s.runtime.size(); ++i)
    CHECK(reference::close(fit.predict(s.batch_size[i], s.tokens[i]), s.runtime[i], 1e-11));
  CHECK(fit.quality.r2 > 1 - 1e-12);
  CHECK(fit.converged);
}

TEST_CASE("saturation: the derivatives are those of the curve") {
  const std::vector<double> at{0.1, 2.5, 2, 0.02, 0.8, 6, 0.5, 1.5};
  double gradient[8];
  const double value = fit::saturation_curve(at).value(0.3, 0.7, gradient);
  CHECK(value == fit::saturation_curve(at).value(0.3, 0.7));
  for (std::size_t k = 0; k < 8; ++k) {
    auto above = at, below = at;
    above[k] += 1e-6;
    below[k] -= 1e-6;
    const double slope = (fit::saturation_curve(above).value(0.3, 0.7) -
                          fit::saturation_curve(below).value(0.3, 0.7)) /
                         2e-6;
    CHECK(std::abs(gradient[k] - slope) < 1e-5 * std::max(1.0, std::abs(slope)));
  }
}

TEST_CASE("saturation: P, w0 and w1 are said not to be identifiable, and have no interval") {
  const auto fit = fit_of(server(300, 0.3));
  CHECK(warns(fit, fit::warning::not_identifiable));
  CHECK(fit.known.rank == fit.known.singular_values.size() - 1);
  REQUIRE_FALSE(fit.known.reasons.empty());
  const std::string& why = fit.known.reasons.back();
  CHECK(why.find("P, ") == 0);
  CHECK(why.find("w1: scaling them together changes no prediction") != why.npos);
  CHECK(std::isnan(fit.parameters[0].ci95.low));
  CHECK(std::isnan(fit.parameters[4].ci95.high));
  CHECK(fit.parameters[1].ci95.contains(2.5 * 1.0));
  CHECK(std::ranges::is_sorted(fit.known.singular_values, std::greater<>()));
}

TEST_CASE("saturation: what the data do not hold is not known either") {
  sample s = server(300, 0.3);
  std::ranges::fill(s.batch_size, 64);  // then k_B, t_B, t0 and P cannot be told apart
  const auto fit = fit_of(s);
  CHECK(fit.known.rank < 7);
  for (std::size_t k = 0; k < 8; ++k)
    if (fit::saturation_parameters[k] == "k_B" && !fit.at_bound[k])
      CHECK(std::isnan(fit.parameters[k].standard_error));
}

TEST_CASE("saturation: intervals of predictions hold the truth") {
  const std::vector<double> truth{0.1, 2.5, 2, 0.02, 0.8, 6, 0.5, 1.5};
  const double mean = fit::saturation_curve(truth).value(32.0 / 64, 1024.0 / 2048);
  int held = 0;
  for (unsigned seed = 1; seed <= 200; ++seed)
    held += fit_of(server(150, 0.3, seed)).mean_interval(32, 1024).contains(mean);
  CHECK(held >= 178);
  CHECK(held <= 199);
  const auto fit = fit_of(server(150, 0.3));
  CHECK(fit.prediction_interval(32, 1024).low < fit.mean_interval(32, 1024).low);
  CHECK(fit.mean_interval(32, 1024).low < fit(32, 1024));
}

TEST_CASE("saturation: parameters stay within their bounds") {
  const fit::saturation_options options;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto fit = fit_of(server(40, 5, seed));
    for (std::size_t k = 0; k < 8; ++k) {
      CHECK(fit.parameters[k].value >= options.lower[k]);
      CHECK(fit.parameters[k].value <= options.upper[k]);
      if (fit.at_bound[k]) CHECK(std::isnan(fit.parameters[k].standard_error));
    }
  }
}

TEST_CASE("saturation: the order of the points changes no bit") {
  const sample s = server(100, 0.3);
  std::vector<std::size_t> order(100);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937_64 random(1);
  std::ranges::shuffle(order, random);
  sample shuffled;
  for (const auto i : order) {
    shuffled.batch_size.push_back(s.batch_size[i]);
    shuffled.tokens.push_back(s.tokens[i]);
    shuffled.runtime.push_back(s.runtime[i]);
  }
  const auto one = fit_of(s), other = fit_of(shuffled);
  CHECK(one.values() == other.values());
  CHECK(one.quality == other.quality);
}

TEST_CASE("saturation: sizes scaled by a power of two change no bit, because medians divide them") {
  sample s = server(101, 0.3);
  const auto one = fit_of(s);
  for (double& b : s.batch_size) b *= 4;
  for (double& t : s.tokens) t *= 0.5;
  const auto other = fit_of(s);
  CHECK(one.values() == other.values());
  CHECK(one.predict(20, 500) == other.predict(80, 250));
}

TEST_CASE("saturation: what cannot be fitted says why") {
  sample s = server(8, 0.3);
  CHECK(reason(s) == "only 8 points; a saturation needs nine, one more than it has parameters");
  s = server(20, 0.3);
  s.batch_size[3] = -1;
  CHECK(reason(s) == "point 4: batch size and tokens must be 0 or more, run time finite");
  s.batch_size[3] = 1;
  s.runtime[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(reason(s) == "point 1: batch size and tokens must be 0 or more, run time finite");
  s.runtime.pop_back();
  CHECK(reason(s) == "there are 20 batch sizes, 20 numbers of tokens and 19 run times");
}

TEST_CASE("saturation: constant run times and empty batches are fitted all the same") {
  sample s = server(30, 0.3);
  std::ranges::fill(s.runtime, 5);
  const auto constant = fit_of(s);
  CHECK(std::isnan(constant.quality.r2));
  CHECK(std::abs(constant.predict(10, 500) - 5) < 0.01);
  s = server(60, 0.3);
  s.batch_size[0] = s.tokens[0] = 0;  // the throughput is 0 there
  const auto with_empty = fit_of(s);
  CHECK(std::isfinite(with_empty.quality.sse));
  CHECK(std::isfinite(with_empty.predict(0, 0)));
}

TEST_CASE("saturation: it prints itself") {
  auto fit = fit_of(server(100, 0.3));
  for (std::size_t k = 0; k < 8; ++k)
    fit.parameters[k].value = std::array<double, 8>{0.5, 3, 2, 1, 4, 7, 0.25, 0.125}[k];
  fit.scales = {66, 2178};
  fit.unit = "ms";
  CHECK(fit::equation(fit) ==
        "T = 7 + (2 + 8 s) / ((1 - exp(-3 b)) (1 - exp(-2 s))) + 0.25 b + 0.125 s ms, "
        "b = B / 66, s = S / 2178");
}

TEST_CASE("saturation: reference values") {
  const auto group = reference::statistics("saturation");
  const auto batch_size = reference::numbers(group["B"]), tokens = reference::numbers(group["S"]);
  const auto fit = saturation(batch_size, tokens, reference::numbers(group["T"]));
  reference::check("B_scale", fit.scales.batch_size, group["B_scale"]);
  reference::check("S_scale", fit.scales.tokens, group["S_scale"]);
  CHECK(fit.quality.sse <= reference::number(group["sse_best"]) * (1 + 1e-6));
  CHECK(fit.quality.rmse <= reference::number(group["rmse_best"]) * (1 + 1e-6));
  const fit::saturation_options options;
  reference::check("lower", {options.lower.begin(), options.lower.end()}, group["lower"]);
  reference::check("upper", {options.upper.begin(), options.upper.end()}, group["upper"]);
  const std::vector<double> start = fit::saturation_starts(
      fit::saturation_points(batch_size, tokens, reference::numbers(group["T"])), options)[0];
  reference::check("start", start, group["start"], 1e-6);
  const auto at_b = reference::numbers(group["at_B"]), at_s = reference::numbers(group["at_S"]);
  std::vector<double> predicted;
  for (std::size_t i = 0; i < at_b.size(); ++i) predicted.push_back(fit.predict(at_b[i], at_s[i]));
  reference::check("predict", predicted, group["predict"], 0.02);
}
