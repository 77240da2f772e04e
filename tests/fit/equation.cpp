#include <proflens/fit/equation.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <sstream>
#include <vector>

#include <proflens/fit/ostream.hpp>

using namespace proflens;

namespace {

fit::line_fit with(double intercept, double slope) {
  fit::line_fit result;
  result.intercept.value = intercept;
  result.slope.value = slope;
  return result;
}

}  // namespace

TEST_CASE("equation: four digits, the sign between the terms") {
  CHECK(equation(with(17.9733144238, 2.5072530607)) == "y = 17.97 + 2.507 x");
  CHECK(equation(with(17.9733144238, -2.5072530607)) == "y = 17.97 - 2.507 x");
  CHECK(equation(with(-1.5, -0.25)) == "y = -1.5 - 0.25 x");
  CHECK(equation(with(0, 1e-7)) == "y = 0 + 1e-07 x");
  CHECK(equation(with(-0.0, -0.0)) == "y = 0 + 0 x");
}

TEST_CASE("equation: symbols, unit, digits and a typographic minus") {
  auto fitted = with(-17.9733144238, -2.5072530607);
  fitted.symbols = {"S", "T", "ms"};
  CHECK(equation(fitted) == "T = -17.97 - 2.507 S ms");
  CHECK(equation(fitted, {.significant_digits = 2, .minus = "\u2212"}) ==
        "T = \u221218 \u2212 2.5 S ms");
}

TEST_CASE("equation: what is not finite has a name") {
  CHECK(fit::short_number(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(fit::short_number(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("equation: a line prints itself with its quality") {
  const std::vector<double> x{0, 1, 2, 3}, y{1, 3, 4, 8};
  auto fitted = fit::line(x, y, {"S", "T", "ms"});
  std::ostringstream out;
  out << fitted;
  CHECK(out.str() == "T = 0.7 + 2.2 S ms   R2 0.931   slope 95 % [0.375, 4.03]   n 4");
}
