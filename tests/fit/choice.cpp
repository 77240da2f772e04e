#include <proflens/fit/choice.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/hinge.hpp>
#include <proflens/fit/line.hpp>
#include <proflens/fit/plane.hpp>

using namespace proflens;
using fit::candidate;
using fit::choose;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> noise(std::size_t n, double size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> distribution(0, size);
  std::vector<double> values(n);
  for (double& value : values) value = distribution(random);
  return values;
}

fit::choice chosen(std::vector<candidate> all) { return choose(all); }

}  // namespace

TEST_CASE("choice: the least AICc wins, and the reason says against what") {
  const auto best = chosen({{"line", 26.1, 2}, {"plane", 17.6, 3}, {"hinge", 25, 6}});
  CHECK(best.name == "plane");
  CHECK(best.reason == "plane: AICc 17.6 against 26.1 of the line, 25 of the hinge");
}

TEST_CASE("choice: large criteria are told to where they differ") {
  CHECK(chosen({{"line", 84999.63, 2}, {"plane", 84990.17, 3}}).reason ==
        "plane: AICc 84990.2 against 84999.6 of the line");
  CHECK(chosen({{"line", -1234.56, 2}, {"plane", -0.5, 3}}).reason ==
        "line: AICc -1234.6 against -0.5 of the plane");
}

TEST_CASE("choice: a model with more parameters must be better by more than 2") {
  CHECK(chosen({{"line", 20, 2}, {"plane", 18.5, 3}}).name == "line");
  CHECK(chosen({{"line", 20, 2}, {"plane", 17.5, 3}}).name == "plane");
  CHECK(chosen({{"plane", 17.5, 3}, {"line", 20, 2}}).name == "plane");  // in any order
  CHECK(chosen({{"line", 20, 2}, {"plane", 18.5, 3}}).reason ==
        "line: AICc 20 against 18.5 of the plane (more parameters, less than 2 better)");
}

TEST_CASE("choice: who may not be chosen is not") {
  CHECK(chosen({{"line", 20, 2}, {"plane", 1, 3, false, {}, "leverage 1"}}).name == "line");
  CHECK(chosen({{"line", 20, 2, false, {}, "leverage 1"}}).name.empty());
  CHECK(chosen({{"line", 20, 2, false, {}, "leverage 1"}}).reason == "no model may be chosen");
  CHECK(chosen({}).name.empty());
  CHECK(chosen({{"line", 20, 2}}).reason == "line: AICc 20, and no other model to compare with");
}

TEST_CASE("choice: of models on which the points lie exactly the simplest") {
  const auto best = chosen({{"line", -3100, 2, true}, {"plane", -3300, 3, true}});
  CHECK(best.name == "line");
  CHECK(best.reason == "line: the points lie on it to rounding");
  CHECK(chosen({{"line", 30, 2}, {"plane", -900, 3, true}}).name == "plane");
}

TEST_CASE("choice: what has no AICc must predict better by two standard errors") {
  const auto of_line = noise(100, 1, 1), little = noise(100, 0.97, 2), much = noise(100, 0.3, 3);
  const candidate line{"line", 20, 2, false, of_line};
  const auto kept = chosen({line, {"ridge", undefined, 6, false, little}});
  CHECK(kept.name == "line");
  CHECK(kept.reason.find("none predicts what follows in time better by more than two standard "
                         "errors: RMSE ") != kept.reason.npos);
  const auto taken = chosen(
      {line, {"ridge", undefined, 6, false, little}, {"saturation", undefined, 8, false, much}});
  CHECK(taken.name == "saturation");
  CHECK(taken.reason.find("saturation: least error on what follows in time: RMSE ") == 0);
  CHECK(taken.reason.find(" against ") != taken.reason.npos);
  CHECK(chosen({line, {"ridge", undefined, 6, false, much, "leverage 1"}}).name == "line");
}

TEST_CASE("choice: without cross-validation of the first nothing is compared in time") {
  const auto much = noise(100, 0.3, 3);
  const auto best = chosen({{"line", 20, 2}, {"ridge", undefined, 6, false, much}});
  CHECK(best.name == "line");
  CHECK(best.reason.find("it has no cross-validation to compare others by") != best.reason.npos);
}

TEST_CASE("choice: where no model has an AICc the least error on what follows wins") {
  const auto small = noise(100, 0.3, 3), large = noise(100, 1, 4);
  CHECK(chosen({{"ridge", undefined, 6, false, large}, {"saturation", undefined, 8, false, small}})
            .name == "saturation");
}

TEST_CASE("choice: an advantage is a t statistic of the differences of squares") {
  const std::vector<double> a{1, 1, undefined, 1, 1}, b{2, 3, 5, 2, 3};
  // Gains 3, 8, 3, 8: mean 5.5, deviation sqrt(25 / 3).
  CHECK(std::abs(fit::advantage(a, b) - 5.5 / std::sqrt(25.0 / 3 / 4)) < 1e-12);
  CHECK(fit::advantage(b, a) == -fit::advantage(a, b));
  CHECK(std::isnan(fit::advantage(std::vector<double>{undefined}, std::vector<double>{1})));
}

TEST_CASE("choice: the line is kept on at least 90 % of 500 straight-line sets") {
  std::mt19937_64 random(41);
  std::normal_distribution<double> error(0, 2);
  int lines = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<double> b, s, t;
    for (int i = 0; i < 60; ++i) {
      b.push_back(static_cast<double>(1 + random() % 128));
      s.push_back(static_cast<double>(1 + random() % 2048));
      t.push_back(17 + 0.02 * s.back() + error(random));
    }
    const auto line = fit::line(s, t);
    const auto plane = fit::plane(b, s, t);
    const auto hinge = fit::hinge(s, t, {}, {.draws = 0});
    lines += chosen({{"line", line.aicc, 2},
                     {"plane", plane.fit.quality.aicc, 3},
                     {"hinge", hinge.quality.aicc, 6}})
                 .name == "line";
  }
  MESSAGE("the line was kept ", lines, " times of 500");
  CHECK(lines >= 450);
  CHECK(lines < 500);
}
