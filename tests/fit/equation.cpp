#include <proflens/fit/equation.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <sstream>
#include <vector>

#include <proflens/fit/huber.hpp>
#include <proflens/fit/nonnegative.hpp>
#include <proflens/fit/ostream.hpp>
#include <proflens/fit/plane.hpp>
#include <proflens/fit/polynomial.hpp>
#include <proflens/fit/ridge.hpp>
#include <proflens/fit/theil_sen.hpp>

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

TEST_CASE("equation: every model prints itself") {
  const std::vector<double> b{1, 2, 1, 2, 3}, s{10, 10, 20, 30, 20}, t{23, 24, 43, 64, 45};
  std::ostringstream out;
  const fit::linear_symbols names{.columns = {"B", "S"}, .y = "T", .unit = "ms"};
  out << fit::plane(b, s, t, {}, names) << '\n';
  CHECK(out.str() == "T = 2 + 1 B + 2 S ms   R2 1   n 5\n");

  const std::vector<double> x{0, 1, 2, 3, 4}, square{1, 0, 1, 4, 9};
  CHECK(equation(fit::polynomial<2>(x, square)) == "y = 1 - 2 x + 1 x^2");
  CHECK(summary(fit::theil_sen(x, square)) == "y = -2 + 2 x   slope 95 % [-1, 5]   n 5");
  CHECK(equation(fit::huber(x, x, {"S", "T", "ms"})) == "T = 0 + 1 S ms");
  const auto one = [](double value) { return std::array{value}; };
  CHECK(equation(fit::ridge(one, fit::inputs(x), x, {.alpha = 5})) == "y = 2 + 0.7071 z(x1)");
}

TEST_CASE("equation: parameters that were left out do not appear") {
  const std::vector<double> x{1, 2, 3}, falling{9, 7, 2}, below{-1, -2, -3};
  CHECK(equation(fit::nonnegative_line(x, falling)) == "y = 6");
  CHECK(equation(fit::nonnegative_line(x, x)) == "y = 1 x1");
  CHECK(equation(fit::nonnegative_line(x, below)) == "y = 0");
}
