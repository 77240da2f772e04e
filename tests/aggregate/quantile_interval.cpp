#include <proflens/aggregate/quantile_interval.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

namespace {

/// P(low <= Bin(n, p) <= high - 1) from factorials, for small n.
double coverage_by_definition(std::size_t n, double p, std::size_t low, std::size_t high) {
  double sum = 0;
  for (std::size_t k = low; k < high; ++k) {
    const auto count = static_cast<double>(n), hits = static_cast<double>(k);
    sum += std::exp(std::lgamma(count + 1) - std::lgamma(hits + 1) - std::lgamma(count - hits + 1) +
                    hits * std::log(p) + (count - hits) * std::log1p(-p));
  }
  return sum;
}

}  // namespace

TEST_CASE("quantile_interval: too few values enclose nothing") {
  CHECK_FALSE(quantile_interval_ranks(0, 0.5));
  CHECK_FALSE(quantile_interval_ranks(1, 0.5));
  CHECK_FALSE(quantile_interval_ranks(5, 0.5));  // 1 - 2 / 32 = 0.9375
  CHECK(quantile_interval_ranks(6, 0.5));        // 1 - 2 / 64 = 0.96875
  CHECK_FALSE(quantile_interval_ranks(100, 0.0));
  CHECK_FALSE(quantile_interval_ranks(100, 1.0));
}

TEST_CASE("quantile_interval: no narrower pair reaches the level") {
  for (const std::size_t n : {6U, 17U, 40U, 64U})
    for (const double p : {0.1, 0.5, 0.9}) {
      INFO("n ", n, " p ", p);
      const auto found = quantile_interval_ranks(n, p);
      const std::size_t width = found ? found->high - found->low : n;
      for (std::size_t low = 1; low < n; ++low)
        for (std::size_t high = low + 1; high <= n && high - low < width; ++high)
          CHECK(coverage_by_definition(n, p, low, high) < 0.95);
      if (found) {
        const double exact = coverage_by_definition(n, p, found->low, found->high);
        CHECK(found->coverage == doctest::Approx(exact).epsilon(1e-10));
        CHECK(found->coverage >= 0.95);
      }
    }
}

TEST_CASE("quantile_interval: ten million values are as easy as ten") {
  const auto found = quantile_interval_ranks(10'000'000, 0.5);
  REQUIRE(found);
  // Twice 1.96 standard deviations of sqrt(n) / 2.
  CHECK(static_cast<double>(found->high - found->low) == doctest::Approx(6198).epsilon(1e-3));
  CHECK(found->coverage == doctest::Approx(0.95).epsilon(1e-3));
}

TEST_CASE("quantile_interval: of values it is two of them, NaN where there are too few") {
  const std::vector<double> values{5, 1, 4, 2, 6, 3};
  CHECK(quantile_interval(values, 0.5) == proflens::interval{1, 6});
  const std::vector<double> few{1, 2, 3};
  CHECK(std::isnan(quantile_interval(few, 0.5).low));
  CHECK(std::isnan(quantile_interval(few, 0.5).high));
}

TEST_CASE("quantile_interval: a level outside (0, 1) is refused, however few the values") {
  const std::vector<double> values{5, 1, 4, 2, 6, 3};
  for (const double level : {0.0, 1.0, -0.5, 1.5, 95.0, std::nan("")}) {
    CAPTURE(level);
    CHECK_THROWS_AS(quantile_interval_ranks(1, 0.5, level), proflens::error);
    CHECK_THROWS_AS(quantile_interval(values, 0.5, level), proflens::error);
  }
}

TEST_CASE("quantile_interval: reference values") {
  const auto group = reference::statistics("quantile_interval");
  const double tolerance = reference::tolerance_of(group);
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    // The case is named n<count>_p<probability>.
    std::size_t n = 0;
    double p = 0;
    const char* end = entry.name.data() + entry.name.size();
    const auto count = std::from_chars(entry.name.data() + 1, end, n);
    std::from_chars(count.ptr + 2, end, p);
    const auto found = quantile_interval_ranks(n, p);
    REQUIRE(found.has_value() == !expected.is_null());
    if (!found) continue;
    reference::check(
        "ranks and coverage",
        {static_cast<double>(found->low), static_cast<double>(found->high), found->coverage},
        expected, tolerance);
  }
}
