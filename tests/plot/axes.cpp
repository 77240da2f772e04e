#include <proflens/plot/axes.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace proflens;

TEST_CASE("axes: what is refused is named with its limits in full") {
  plot::axes axes;
  std::string message;
  try {
    axes.bars({1}, {2}, {.width = 0});
  } catch (const plot::error& problem) {
    message = problem.what();
  }
  CHECK(message.find("width") != message.npos);
  CHECK(message.find("between 1e-12 and 1e+12, found 0") != message.npos);
  CHECK(message.find("0.000000") == message.npos);
}
