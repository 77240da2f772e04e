#include <proflens/fit/errors.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <proflens/fit/line.hpp>
#include "tests/reference.hpp"

using namespace proflens;
using fit::errors_of;

namespace {
using vector = std::vector<double>;
}

TEST_CASE("errors: without points all is undefined") {
  const fit::errors none = errors_of(vector{}, vector{});
  CHECK(none.n == 0);
  for (const double value : {none.rmse, none.mae, none.mape_percent, none.smape_percent, none.r2})
    CHECK(std::isnan(value));
}

TEST_CASE("errors: a hand-made case") {
  const fit::errors found = errors_of(vector{1, 2, 4, 5}, vector{2, 2, 2, 5});
  CHECK(found.n == 4);
  CHECK(found.rmse == std::sqrt(5.0 / 4));
  CHECK(found.mae == 0.75);
  CHECK(found.mape_percent == 100 * (1.0 + 0.5) / 4);
  CHECK(found.smape_percent == doctest::Approx(100 * (2.0 / 3 + 4.0 / 6) / 4).epsilon(1e-15));
  CHECK(found.r2 == 0.5);
  CHECK(found.zeros == 0);
}

TEST_CASE("errors: zeros are left out of the relative error, and counted") {
  const fit::errors found = errors_of(vector{0, 2, 0}, vector{1, 3, 0});
  CHECK(found.zeros == 2);
  CHECK(found.mape_percent == 50);
  CHECK(found.smape_percent == doctest::Approx(100 * (2 + 0.4 + 0) / 3).epsilon(1e-15));
  CHECK(std::isnan(errors_of(vector{0, 0}, vector{1, 2}).mape_percent));
  CHECK(errors_of(vector{0, 0}, vector{0, 0}).smape_percent == 0);
}

TEST_CASE("errors: constant observations have no r2") {
  CHECK(std::isnan(errors_of(vector{3, 3, 3}, vector{3, 3, 4}).r2));
}

TEST_CASE("errors: arrays of unequal size are refused") {
  CHECK_THROWS_AS(errors_of(vector{1, 2}, vector{1}), fit::error);
}

TEST_CASE("errors: of a model are those of its predictions; the line's own rmse and r2 agree") {
  const vector x{1, 2, 3, 4, 7}, y{1, 3, 2, 5, 6};
  const auto model = fit::line(x, y);
  vector predicted;
  for (const double one : x) predicted.push_back(model(one));
  const fit::errors found = errors_of(model, x, y);
  CHECK(found == errors_of(y, predicted));
  CHECK(reference::close(found.rmse, model.rmse, 1e-13));
  CHECK(reference::close(found.r2, model.r2, 1e-13));
}

TEST_CASE("errors: merge equals whole") {
  fit::error_sums whole, left, right, empty;
  for (int i = 0; i < 1000; ++i) {
    const double y = std::sin(i) * 10, f = y + std::cos(i * i);
    whole(y, f);
    (i < 400 ? left : right)(y, f);
  }
  left += right;
  left += empty;
  CHECK(left.result().n == 1000);
  CHECK(reference::close(left.result().rmse, whole.result().rmse, 1e-12));
  CHECK(reference::close(left.result().mape_percent, whole.result().mape_percent, 1e-12));
  CHECK(reference::close(left.result().r2, whole.result().r2, 1e-12));
  empty += left;
  CHECK(empty == left);
}

TEST_CASE("errors: reference values") {
  const reference::element group = reference::statistics("errors");
  const double tolerance = reference::tolerance_of(group);
  const auto found = errors_of(reference::numbers(group["y"]), reference::numbers(group["f"]));
  reference::check("rmse", found.rmse, group["rmse"], tolerance);
  reference::check("mae", found.mae, group["mae"], tolerance);
  reference::check("mape_percent", found.mape_percent, group["mape_percent"], tolerance);
  reference::check("smape_percent", found.smape_percent, group["smape_percent"], tolerance);
  reference::check("r2", found.r2, group["r2"], tolerance);
}
