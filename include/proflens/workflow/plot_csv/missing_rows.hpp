#pragma once

#include <proflens/plot/axes.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/plot_csv/result.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace proflens::workflow {

/// How missing results stand at the upper edge of the figure: a row of crosses for each series that
/// misses any, in the order of the legend, the closer the more there are; where these would be too
/// many to tell apart, one row that counts the series at each place.
class missing_rows {
 public:
  explicit missing_rows(const std::vector<benchmark_series>& all) {
    for (const auto& series : all) {
      bool any = false;
      for (const auto& point : series.points) {
        any |= point.missing > 0;
        series_without_[point.x] += point.missing > 0;
      }
      count_ += any;
    }
    step_ =
        std::min(widest_step, most_height / static_cast<double>(std::max(rows(), std::size_t{1})));
  }

  bool are_counted() const { return count_ > most_rows; }

  /// The room they need above the values, as a share of the range of y without it.
  double room() const { return 0.0065 * step_ * static_cast<double>(rows()); }

  /// Crosses of the next series; nothing if it misses no result.
  void draw(plot::axes& axes, const benchmark_series& series, plot::color paint,
            const std::string& label) {
    bool any = false;
    for (const auto& point : series.points) {
      if (point.missing == 0 || are_counted()) continue;
      any = true;
      auto look = at_top(step_ + 3, drawn_);
      look.paint = paint;
      look.told = "N/A";
      look.belongs_to = label;
      axes.text(point.x, 1, "\u00d7", look);
    }
    drawn_ += any;
  }

  /// The row of counts, if they are counted: the cross and how many series miss a result there.
  void draw_counts(plot::axes& axes) const {
    if (!are_counted()) return;
    for (const auto& [x, count] : series_without_) {
      if (count == 0) continue;
      auto look = at_top(9, 0);
      look.told = report::rounded(count) + " series N/A";
      axes.text(x, 1, "\u00d7" + report::rounded(count), look);
    }
  }

 private:
  static constexpr std::size_t most_rows = 12;
  static constexpr double widest_step = 9, most_height = 60;  // points

  std::size_t rows() const { return are_counted() ? 1 : count_; }

  plot::text_options at_top(double size, std::size_t row) const {
    return {.size = size,
            .align_x = plot::scene::horizontal::center,
            .align_y = plot::scene::vertical::top,
            .up_by = -step_ * static_cast<double>(row) - 2,
            .anchor = plot::y_anchor::frame};
  }

  std::map<double, std::size_t> series_without_;  // a result, by x
  std::size_t count_ = 0, drawn_ = 0;
  double step_ = widest_step;
};

}  // namespace proflens::workflow
