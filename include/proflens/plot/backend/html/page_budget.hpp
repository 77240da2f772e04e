#pragma once

#include <proflens/plot/figure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <variant>
#include <vector>

namespace proflens::plot {

/// How much a page may hold.
struct html_options {
  /// Up to so many points, cells and bars the page holds every number as it is. More are rounded to
  /// 16 bits over their series' range, and the page says so: a million points take 5.4 MB.
  std::size_t exact_points = 20'000;
  /// More points, error bars and outliers of boxes than this are drawn as a random sample of so
  /// many, and the page says so.
  std::size_t most_points = 1'000'000;
  /// The points that all lines, steps and bands may have together; a marker at a point counts as
  /// one more. Beyond, the longest are thinned to the extremes of their stretches, and the page
  /// says so. About: stretches with gaps keep more.
  std::size_t most_line_points = 500'000;
};

namespace html_page {

/// No line keeps more points than this: a screen shows no more.
inline constexpr std::size_t longest_line = 100'000;

/// How the points of a page are kept, decided for all of them together.
struct packing {
  bool rounded = false;                      ///< coordinates to 16 bits
  double share = 1;                          ///< of the points of every series that are kept
  std::size_t longest_curve = longest_line;  ///< a curve with more points is thinned
};

/// What a figure asks a page to hold.
struct page_load {
  std::size_t points = 0;       ///< of clouds, error bars and outliers: a sample of them will do
  std::size_t line_points = 0;  ///< of lines, steps and bands, which are thinned
  std::size_t whole = 0;        ///< cells and bars, which are all kept
  std::vector<std::size_t> curves = {};  ///< what each line, steps and band takes

  void operator()(const points_mark& m) { points += m.x.size(); }
  void operator()(const error_bars_mark& m) { points += m.x.size(); }
  void operator()(const boxes_mark& m) {
    for (const aggregate::box& box : m.boxes) points += box.outliers.size();
  }
  void operator()(const bars_mark& m) { whole += m.x.size(); }
  void operator()(const heat_map_mark& m) { whole += m.values.size(); }
  void operator()(const line_mark& m) { add_curve(m.x.size(), m.options.marker ? 2 : 1); }
  void operator()(const steps_mark& m) { add_curve(m.x.size(), 2); }
  void operator()(const band_mark& m) { add_curve(m.x.size(), 1); }
  void operator()(const model_mark&) {}
  void operator()(const reference_line_mark&) {}
  void operator()(const text_mark&) {}

  std::size_t all() const { return points + line_points + whole; }

 private:
  void add_curve(std::size_t count, std::size_t times) {
    line_points += count;
    curves.push_back(times * count);
  }
};

inline page_load load_of(const figure& f) {
  page_load load;
  for (const plot::axes& axes : f.grid)
    for (const mark& any : axes.marks()) std::visit(std::ref(load), any);
  return load;
}

/// The largest length to which curves must be cut so that all together have at most `most` points:
/// short ones stay whole, and long ones share what is left.
inline std::size_t longest_within(std::vector<std::size_t> curves, std::size_t most) {
  std::sort(curves.begin(), curves.end());
  std::size_t left = most, count = curves.size();
  for (const std::size_t curve : curves) {
    if (curve * count > left) return left / count;
    left -= curve;
    --count;
  }
  return std::numeric_limits<std::size_t>::max();
}

inline packing packing_for(const page_load& load, const html_options& options) {
  packing how{.rounded = load.all() > options.exact_points};
  if (load.points > options.most_points)  // lines are thinned, not sampled
    how.share = static_cast<double>(options.most_points) / static_cast<double>(load.points);
  how.longest_curve = std::min(longest_line, longest_within(load.curves, options.most_line_points));
  return how;
}

}  // namespace html_page
}  // namespace proflens::plot
