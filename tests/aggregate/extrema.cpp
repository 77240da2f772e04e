#include <proflens/aggregate/extrema.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <proflens/aggregate/concepts.hpp>
#include "tests/reference.hpp"

using proflens::aggregate::extrema;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

extrema extrema_of(const std::vector<double>& values) {
  extrema result;
  for (const double value : values) result(value);
  return result;
}

}  // namespace

static_assert(proflens::aggregate::accumulator<extrema, double>);

TEST_CASE("extrema: without values both are NaN") {
  CHECK(extrema{}.count() == 0);
  CHECK(std::isnan(extrema{}.minimum()));
  CHECK(std::isnan(extrema{}.maximum()));
}

TEST_CASE("extrema: one value is both") {
  CHECK(extrema_of({-3}).minimum() == -3);
  CHECK(extrema_of({-3}).maximum() == -3);
}

TEST_CASE("extrema: infinities are values") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(extrema_of({infinity}).minimum() == infinity);
  CHECK(extrema_of({-infinity}).maximum() == -infinity);
}

TEST_CASE("extrema: a NaN anywhere makes both undefined") {
  for (const auto& values :
       {std::vector{not_a_number, 1.0, 2.0}, std::vector{1.0, not_a_number, 2.0},
        std::vector{1.0, 2.0, not_a_number}}) {
    CHECK(std::isnan(extrema_of(values).minimum()));
    CHECK(std::isnan(extrema_of(values).maximum()));
    extrema joined = extrema_of({5, 6});
    joined += extrema_of(values);
    CHECK(std::isnan(joined.minimum()));
    joined += extrema_of({-5});
    CHECK(std::isnan(joined.minimum()));
    CHECK(joined.count() == 6);
  }
}

TEST_CASE("extrema: merge equals whole, an empty one changes nothing") {
  const std::vector<double> values{4, 9, -2, 7, 1};
  for (std::ptrdiff_t cut = 0; cut <= 5; ++cut) {
    extrema joined = extrema_of({values.begin(), values.begin() + cut});
    joined += extrema_of({values.begin() + cut, values.end()});
    CHECK(joined == extrema_of(values));
  }
}

TEST_CASE("extrema: reference values") {
  for (const auto& entry : reference::entries(reference::statistics("descriptive"))) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    const extrema found = extrema_of(reference::numbers(expected["values"]));
    reference::check("min", found.minimum(), expected["min"], 0);
    reference::check("max", found.maximum(), expected["max"], 0);
  }
}
