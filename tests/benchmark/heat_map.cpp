// A heat map of 256 x 256 cells with its colour bar: heat_map PICTURE
#include <proflens/plot/figure.hpp>
#include <proflens/plot/save.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <vector>

namespace plot = proflens::plot;

int main(int count, char** words) try {
  if (count != 2) throw proflens::error("usage: heat_map PICTURE");
  constexpr std::size_t side = 256;
  std::vector<double> values;
  for (std::size_t row = 0; row < side; ++row)
    for (std::size_t column = 0; column < side; ++column)
      values.push_back(std::sin(0.05 * static_cast<double>(row)) *
                       std::cos(0.0005 * static_cast<double>(column * column)));
  plot::figure figure{.title = "Attention 热力图", .size = plot::inches(10, 7.5)};
  figure.axes({.x = {"key"}, .y = {"query"}})
      .heat_map(side, side, values, {.value_label = "score"});
  plot::save(figure, words[1], {.dpi = 300});
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
