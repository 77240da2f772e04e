#include <doctest/doctest.h>
#include <proflens/plot/ticks.hpp>

#include <limits>
#include <string>
#include <vector>

// The expected labels are those of matplotlib 3.11 (MaxNLocator with steps 1, 2, 2.5, 5, 10 and
// ScalarFormatter) for the same limits and number of bins.

namespace plot = proflens::plot;
using proflens::interval;

static std::string joined(interval limits, int bins) {
  const auto row = plot::labelled(plot::tick_values(limits, bins), limits);
  std::string text;
  for (const std::string& label : row.labels) text += label + ' ';
  return text + row.note;
}

TEST_CASE("ticks: ordinary limits have the ticks of matplotlib") {
  CHECK(joined({0, 1}, 9) == "0.0 0.2 0.4 0.6 0.8 1.0 ");
  CHECK(joined({0, 2150}, 9) == "0 250 500 750 1000 1250 1500 1750 2000 ");
  CHECK(joined({0, 2150}, 5) == "0 500 1000 1500 2000 ");
  CHECK(joined({0, 96.4}, 7) == "0 20 40 60 80 ");
  CHECK(joined({-1.0625, 0.3125}, 9) == "−1.0 −0.8 −0.6 −0.4 −0.2 0.0 0.2 ");
  CHECK(joined({0, 7.35}, 9) == "0 1 2 3 4 5 6 7 ");
  CHECK(joined({486.4, 537.6}, 6) == "490 500 510 520 530 ");
}

TEST_CASE("ticks: powers of ten leave the labels of large and tiny numbers") {
  CHECK(joined({0, 999999}, 5) == "0 200000 400000 600000 800000 ");
  CHECK(joined({0, 1.2e6}, 6) == "0.0 0.2 0.4 0.6 0.8 1.0 1.2 ×10⁶");
  CHECK(joined({8.75e17, 3.625e18}, 6) == "1.0 1.5 2.0 2.5 3.0 3.5 ×10¹⁸");
  CHECK(joined({8e-10, 5.2e-9}, 5) == "1 2 3 4 5 ×10⁻⁹");
  CHECK(joined({0, 0.0005}, 5) == "0.0000 0.0001 0.0002 0.0003 0.0004 0.0005 ");
}

TEST_CASE("ticks: far from zero the common part leaves the labels") {
  CHECK(joined({1700000000.04, 1700000001.36}, 7) == "0.2 0.4 0.6 0.8 1.0 1.2 +1.7×10⁹");
  CHECK(joined({100000, 100004}, 4) == "0 1 2 3 4 +100000");
  CHECK(joined({-100004, -100000}, 4) == "−4 −3 −2 −1 0 −100000");
  CHECK(joined({1000, 1004}, 4) == "1000 1001 1002 1003 1004 ");
}

TEST_CASE("ticks: every offset is told in full") {
  CHECK(plot::tick_note(1.700000001e9, 0) == "+1.700000001×10⁹");
  CHECK(plot::tick_note(291.9, 0) == "+291.9");
  CHECK(plot::tick_note(-0.528, -5) == "×10⁻⁵ −0.528");
}

TEST_CASE("ticks: there are at least two, and none outside the limits") {
  for (double low = -3; low < 3; low += 0.37) {
    for (double width = 1e-9; width < 1e20; width *= 3.7) {
      for (int bins = 1; bins <= 9; ++bins) {
        const auto values = plot::tick_values({low, low + width}, bins);
        REQUIRE(values.size() >= 2);
        CHECK(values.size() <= 12);
        CHECK(values.front() >= low - 1e-6 * width);
        CHECK(values.back() <= low + width * (1 + 1e-6));
      }
    }
  }
}

TEST_CASE("ticks: numbers that round to zero have no sign") {
  CHECK(plot::plain_number(-0.001, 1) == "0.0");
  CHECK(plot::plain_number(-0.06, 1) == "−0.1");
  CHECK(plot::plain_number(1e22, 0) == "10000000000000000000000");
}

TEST_CASE("ticks: their number follows from length and text size, from 1 to 9") {
  CHECK(plot::tick_space(425, 19, 3) == 7);
  CHECK(plot::tick_space(425, 10, 3) == 9);
  CHECK(plot::tick_space(20, 19, 3) == 1);
}

TEST_CASE("ticks: of whole numbers none stands between them, and one may stand alone") {
  using values = std::vector<double>;
  CHECK(plot::whole_tick_values({7.2, 8.8}, 9) == values{8});
  CHECK(plot::whole_tick_values({0, 0.055}, 9) == values{0});
  CHECK(plot::whole_tick_values({0, 2.1}, 9) == values{0, 1, 2});
  CHECK(plot::whole_tick_values({0, 10}, 4) == values{0, 5, 10});  // not 2.5
  CHECK(plot::whole_tick_values({-1.5, 7.4}, 9) == values{-1, 0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(plot::whole_tick_values({0, 1000}, 4) == plot::tick_values({0, 1000}, 4));
  CHECK(plot::whole_tick_values({7.2, 7.8}, 3) == plot::tick_values({7.2, 7.8}, 3));
  CHECK(plot::ticks({7.2, 8.8}, 400, 10, 2, true).labels == std::vector<std::string>{"8"});
}
