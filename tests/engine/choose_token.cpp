#include <proflens/engine/choose_token.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

using proflens::engine::error;
using proflens::engine::sampling;
using proflens::engine::token_chooser;

namespace {

/// How often each token is drawn at so many positions.
std::vector<double> shares_drawn(const std::vector<float>& logits, const sampling& how,
                                 int draws = 20000) {
  token_chooser choose;
  std::vector<double> result(logits.size());
  for (int position = 0; position < draws; ++position)
    result[static_cast<std::size_t>(
        choose(logits, how, 0, static_cast<std::uint64_t>(position)))] += 1.0 / draws;
  return result;
}

std::vector<float> logarithms(const std::vector<double>& shares) {
  std::vector<float> result;
  for (const double share : shares) result.push_back(static_cast<float>(std::log(share)));
  return result;
}

/// Five standard errors of a share that is counted in 20,000 draws.
double allowed(double share) { return 5 * std::sqrt(share * (1 - share) / 20000); }

}  // namespace

TEST_CASE("choose_token: without temperature the likeliest, of equal ones the first") {
  token_chooser choose;
  CHECK(choose(std::vector<float>{1, 3, 2, 3}, {.temperature = 0}, 0, 0) == 1);
  CHECK(choose(std::vector<float>{-5, -5}, {.temperature = 0}, 4, 9) == 0);
  CHECK(choose(std::vector<float>{7}, {.temperature = 0}, 0, 0) == 0);
  CHECK(choose(std::vector<float>{7}, {.temperature = 1}, 0, 0) == 0);
}

TEST_CASE("choose_token: tokens come as often as their probability says") {
  const std::vector<double> expected{0.1, 0.4, 0.2, 0.3};
  const auto drawn = shares_drawn(logarithms(expected), {.temperature = 1, .top_p = 1});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(i, ": ", drawn[i]);
    CHECK(std::abs(drawn[i] - expected[i]) < allowed(expected[i]));
  }
}

TEST_CASE("choose_token: the temperature is an exponent of the probabilities") {
  const std::vector<double> squares{0.01 / 0.3, 0.16 / 0.3, 0.04 / 0.3, 0.09 / 0.3};
  const auto drawn =
      shares_drawn(logarithms({0.1, 0.4, 0.2, 0.3}), {.temperature = 0.5, .top_p = 1});
  for (std::size_t i = 0; i < squares.size(); ++i)
    CHECK(std::abs(drawn[i] - squares[i]) < allowed(squares[i]));
}

TEST_CASE("choose_token: the nucleus is the fewest likeliest tokens that make up top_p") {
  const auto logits = logarithms({0.1, 0.4, 0.2, 0.3});
  const auto two = shares_drawn(logits, {.temperature = 1, .top_p = 0.65});
  CHECK(two[0] == 0);
  CHECK(two[2] == 0);
  CHECK(std::abs(two[1] - 4.0 / 7) < allowed(4.0 / 7));
  const auto three = shares_drawn(logits, {.temperature = 1, .top_p = 0.75});
  CHECK(three[0] == 0);
  CHECK(std::abs(three[2] - 2.0 / 9) < allowed(2.0 / 9));
  const auto one = shares_drawn(logits, {.temperature = 1, .top_p = 0.01}, 100);
  CHECK(one[1] == doctest::Approx(1));
}

TEST_CASE("choose_token: the nucleus of many tokens equals that of all sorted") {
  // 5,000 probabilities over many powers of two, none equal; sums are exact enough to tell them.
  std::vector<float> logits(5000);
  for (std::size_t i = 0; i < logits.size(); ++i)
    logits[i] = static_cast<float>(8 * std::sin(static_cast<double>(i * i % 9973)));
  std::vector<std::size_t> order(logits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return logits[a] > logits[b]; });
  double total = 0;
  for (const float logit : logits) total += std::exp(static_cast<double>(logit));
  token_chooser choose;
  for (const double top_p : {0.05, 0.5, 0.9}) {
    std::vector<bool> is_inside(logits.size());
    double sum = 0;
    std::size_t size = 0;
    for (; sum < (top_p + 1e-4) * total; ++size) {
      is_inside[order[size]] = true;
      sum += std::exp(static_cast<double>(logits[order[size]]));
    }
    std::vector<bool> seen(logits.size());
    for (std::uint64_t position = 0; position < 3000; ++position) {
      const auto id =
          static_cast<std::size_t>(choose(logits, {.temperature = 1, .top_p = top_p}, 1, position));
      CHECK(is_inside[id]);
      seen[id] = true;
    }
    // Not only the first few of it are drawn.
    CHECK(std::ranges::count(seen, true) >
          static_cast<std::ptrdiff_t>(std::min<std::size_t>(size, 1000) / 2));
  }
}

TEST_CASE("choose_token: of equal tokens the nucleus takes the first") {
  const std::vector<float> equal(10, 2.5F);
  const auto drawn = shares_drawn(equal, {.temperature = 1, .top_p = 0.35});
  for (std::size_t i = 0; i < 10; ++i)
    CHECK(std::abs(drawn[i] - (i < 4 ? 0.25 : 0)) <= (i < 4 ? allowed(0.25) : 0));
}

TEST_CASE("choose_token: seed, sequence and position decide, and nothing else") {
  const std::vector<float> logits(100, 0.0F);
  const sampling how{.temperature = 1, .top_p = 1, .seed = 3};
  const auto row = [&](const sampling& options, std::uint64_t sequence, std::uint64_t first) {
    token_chooser choose;
    std::vector<std::int64_t> result;
    for (std::uint64_t i = 0; i < 20; ++i)
      result.push_back(choose(logits, options, sequence, first + i));
    return result;
  };
  CHECK(row(how, 0, 0) == row(how, 0, 0));
  CHECK(row(how, 0, 0) != row(how, 1, 0));
  CHECK(row(how, 0, 0) != row(how, 0, 1));
  CHECK(row(how, 0, 0) != row({.temperature = 1, .top_p = 1, .seed = 4}, 0, 0));
}

TEST_CASE("choose_token: extreme logits and temperatures end well") {
  token_chooser choose;
  const std::vector<float> far{-3e38F, 3e38F, 0};
  CHECK(choose(far, {.temperature = 1}, 0, 0) == 1);
  CHECK(choose(std::vector<float>{1, 2}, {.temperature = 1e-30}, 0, 0) == 1);
  CHECK(choose(std::vector<float>{1, 2}, {.temperature = 1e-300}, 0, 0) == 1);
  CHECK(shares_drawn(far, {.temperature = 1e300}, 10)[0] == 0);
  const auto flat = shares_drawn({1, 2}, {.temperature = 1e30, .top_p = 1});
  CHECK(std::abs(flat[0] - 0.5) < allowed(0.5));
}

TEST_CASE("choose_token: what is no number or out of bounds is refused") {
  token_chooser choose;
  const std::vector<float> good{1, 2};
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
        -std::numeric_limits<float>::infinity()})
    CHECK_THROWS_WITH_AS(choose(std::vector<float>{1, bad, 2}, {.temperature = 0}, 2, 7),
                         doctest::Contains("sequence 2 at position 7"), error);
  for (const double temperature :
       {-0.1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(choose(good, {.temperature = temperature}, 0, 0), error);
  for (const double top_p : {0.0, -1.0, 1.01, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(choose(good, {.temperature = 1, .top_p = top_p}, 0, 0), error);
}
