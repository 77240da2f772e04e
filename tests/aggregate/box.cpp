#include <proflens/aggregate/box.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/reference.hpp"

using namespace proflens::aggregate;

TEST_CASE("box: without values every number is NaN") {
  const box none = box_of({});
  CHECK(none.count == 0);
  for (const double number : {none.q1, none.median, none.q3, none.whisker_low, none.whisker_high})
    CHECK(std::isnan(number));
  CHECK(none.outliers.empty());
}

TEST_CASE("box: constant values make a flat box without outliers") {
  const std::vector<double> values(9, 4.5);
  CHECK(box_of(values) == box{9, 4.5, 4.5, 4.5, 4.5, 4.5, {}});
}

TEST_CASE("box: a value exactly on a fence is inside it") {
  // Quartiles 2 and 4, fences -1 and 7.
  const std::vector<double> values{-1, 2, 2, 3, 4, 4, 7};
  const box found = box_of(values);
  CHECK(found.q1 == 2);
  CHECK(found.q3 == 4);
  CHECK(found.whisker_low == -1);
  CHECK(found.whisker_high == 7);
  CHECK(found.outliers.empty());
}

TEST_CASE("box: outliers are sorted, from both ends") {
  const std::vector<double> values{90, 1, 2, -80, 3, 4, 5, -90, 80};
  CHECK(box_of(values).outliers == std::vector<double>{-90, -80, 80, 90});
}

TEST_CASE("box: reference values") {
  const auto group = reference::statistics("descriptive");
  const double tolerance = reference::tolerance_of(group);
  for (const auto& entry : reference::entries(group)) {
    const reference::element expected = entry.expected;
    INFO(entry.name);
    const box found = box_of(reference::numbers(expected["values"]));
    const reference::element tukey = expected["tukey"];
    reference::check("q1", found.q1, tukey["q1"], tolerance);
    reference::check("median", found.median, expected["median"], tolerance);
    reference::check("q3", found.q3, tukey["q3"], tolerance);
    reference::check("whisker_low", found.whisker_low, tukey["whisker_low"], tolerance);
    reference::check("whisker_high", found.whisker_high, tukey["whisker_high"], tolerance);
    reference::check("outliers", found.outliers, tukey["outliers"], tolerance);
  }
}
