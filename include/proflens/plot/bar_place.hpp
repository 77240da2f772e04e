#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/mark.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <variant>
#include <vector>

namespace proflens::plot {

/// One bar in data units; all NaN for a bar that is left out. `error` is what its error bar spans,
/// NaN if it has none.
struct placed_bar {
  double left = std::numeric_limits<double>::quiet_NaN();
  double right = left;
  double from = left;  ///< where it begins: the base, or the end of the bar below it
  double to = left;    ///< where it ends
  interval error{left, left};

  double middle() const { return left + (right - left) / 2; }
};

/// Bars on top of each other: where the next one at a place begins, for those that rise and for
/// those that hang.
class bar_pile {
 public:
  explicit bar_pile(double base = 0) : base_(base) {}

  /// Adds a bar and says from where to where it reaches.
  interval add(double x, double height) {
    auto& ends = height < 0 ? hanging_ : rising_;
    const auto at = ends.try_emplace(x, base_).first;
    const double from = at->second;
    at->second += height;
    return {from, at->second};
  }

 private:
  double base_;
  std::map<double, double> rising_, hanging_;
};

/// The bars of each mark, by its index; none for marks of other kinds. Marks that are not stacked
/// share the width of the first between them, in their order.
inline std::vector<std::vector<placed_bar>> placed_bars(const std::vector<mark>& marks) {
  const bars_mark* first = nullptr;
  double piles = 0;
  for (const mark& any : marks) {
    const auto* bars = std::get_if<bars_mark>(&any);
    if (bars == nullptr) continue;
    piles += first == nullptr || !bars->options.stacked ? 1 : 0;
    first = first == nullptr ? bars : first;
  }
  std::vector<std::vector<placed_bar>> all(marks.size());
  bar_pile pile;
  double slot = -1;
  for (std::size_t m = 0; m < marks.size(); ++m) {
    const auto* bars = std::get_if<bars_mark>(&marks[m]);
    if (bars == nullptr) continue;
    if (slot < 0 || !bars->options.stacked) {
      pile = bar_pile(bars->options.base);
      ++slot;
    }
    const double width = first->options.width / piles;
    const double begin = slot * width - first->options.width / 2;
    for (std::size_t i = 0; i < bars->x.size(); ++i) {
      placed_bar& bar = all[m].emplace_back();
      const double x = bars->x[i], height = bars->height[i];
      if (!std::isfinite(x) || !std::isfinite(height)) continue;
      const interval reach = pile.add(x, height);
      bar = {x + begin, x + begin + width, reach.low, reach.high, bar.error};
      if (bars->options.error.empty()) continue;
      const double half = std::abs(bars->options.error[i]);
      bar.error = {bar.to - half, bar.to + half};
    }
  }
  return all;
}

}  // namespace proflens::plot
