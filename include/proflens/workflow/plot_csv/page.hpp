#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/plot/page_size.hpp>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace proflens::workflow {

/// The page of a benchmark's figure and where its legend stands.
struct benchmark_page {
  plot::page_size size;
  plot::legend_place legend = plot::legend_place::best;
};

/// The page grows with the legend: a few short names stand inside the axes of an ordinary page,
/// others beside them in text of about 8 pt, in up to three columns, and the axes lose nothing to
/// them. From 240 names on, the legend counts the rest.
inline benchmark_page benchmark_page_for(const std::vector<std::string>& labels) {
  constexpr std::size_t few = 6, rows_of_one_column = 32, most_columns = 3, most = 240;
  constexpr double short_name = 160, longest_name = 260;  // points, at 8 pt: about 60 letters
  constexpr double em = 8, row = 1.5 * em, handle = 2.8 * em, gap = 2 * em;
  constexpr double around_legend = 120;     // title, label and tick labels of x
  constexpr double legend_share = 1 / 0.4;  // `layout` gives it no more of the page
  constexpr plot::page_size usual = plot::inches(6.4, 4.8);
  double widest = 0;
  for (const auto& label : labels)
    widest = std::max(widest, plot::table_measure{}(label, em).width);
  if (labels.size() <= few && widest <= short_name) return {usual};

  const std::size_t entries = std::min(labels.size(), most);
  const auto divided = [&](std::size_t by) { return (entries + by - 1) / by; };
  const std::size_t columns = std::min(divided(rows_of_one_column), most_columns);
  const double across =
      static_cast<double>(columns) * (std::min(widest, longest_name) + handle + gap);
  const double down = static_cast<double>(divided(columns)) * row;
  return {.size = {std::max(usual.width + across, legend_share * across),
                   std::max(usual.height, down + around_legend)},
          .legend = plot::legend_place::outside};
}

}  // namespace proflens::workflow
