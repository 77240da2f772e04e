#include <proflens/aggregate/multiple_tests.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace proflens::aggregate;

namespace {

void check(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    INFO("element ", i);
    if (std::isnan(expected[i])) {
      CHECK(std::isnan(found[i]));
    } else {
      CHECK(found[i] == doctest::Approx(expected[i]).epsilon(1e-14));
    }
  }
}

const double untested = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> p_values{0.04, 0.001, untested, 0.03, 0.5, 0.01};

}  // namespace

TEST_CASE("multiple_tests: bonferroni multiplies by the number of tests") {
  check(bonferroni(p_values), {0.2, 0.005, untested, 0.15, 1, 0.05});
}

TEST_CASE("multiple_tests: holm multiplies by the tests that remain, and never falls") {
  check(holm(p_values), {0.09, 0.005, untested, 0.09, 0.5, 0.04});
}

TEST_CASE("multiple_tests: benjamini_hochberg divides by the rank, and never falls") {
  check(benjamini_hochberg(p_values), {0.05, 0.005, untested, 0.05, 0.5, 0.025});
}

TEST_CASE("multiple_tests: equal p-values get equal adjusted ones") {
  const std::vector<double> equal(4, 0.02);
  check(bonferroni(equal), {0.08, 0.08, 0.08, 0.08});
  check(holm(equal), {0.08, 0.08, 0.08, 0.08});
  check(benjamini_hochberg(equal), {0.02, 0.02, 0.02, 0.02});
}

TEST_CASE("multiple_tests: one test needs no correction, none is no error") {
  for (const auto adjust : {bonferroni, holm, benjamini_hochberg}) {
    check(adjust(std::vector<double>{0.3}), {0.3});
    check(adjust(std::vector<double>{untested}), {untested});
    CHECK(adjust({}).empty());
  }
}
