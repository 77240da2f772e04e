#pragma once

#include <proflens/detail/isolated.hpp>
#include <proflens/plot/arrange/appearance.hpp>
#include <proflens/plot/axes.hpp>
#include <proflens/plot/axis_limits.hpp>
#include <proflens/plot/limits.hpp>
#include <proflens/plot/scale.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/style.hpp>
#include <proflens/plot/ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// How the values of point clouds become colours, and what the colour bar beside them says.
struct color_scale {
  interval limits;
  color_ramp ramp;
  std::string label;
  double alpha = 1;
  bool integer = false;  ///< ticks at whole numbers
};

/// Axes on their way into the scene: described, then given limits, then a place on the page.
struct panel {
  const plot::axes* described = nullptr;
  std::vector<appearance> looks;  ///< of each mark
  interval x, y;                  ///< limits
  data_limits data;
  std::optional<color_scale> colors;

  scene::rectangle area;  ///< inside the frame
  tick_row x_ticks, y_ticks, color_ticks;
  double longest_x_name = 100, longest_y_name = 100;  ///< of categories, in points
  bool hide_x_ticks = false, hide_y_ticks = false;    ///< labels of ticks that a neighbour has too
  bool hide_x_label = false, hide_y_label = false;

  page_scale x_scale() const { return {described->options().x, x, area.x, area.right()}; }
  page_scale y_scale() const { return {described->options().y, y, area.bottom(), area.y}; }
};

/// The name of the category at this place along x; empty: none stands there, or the axis has none.
inline std::string x_name_at(const panel& p, double x) {
  const auto* all = std::get_if<categories>(&p.described->options().x.scale);
  if (all == nullptr || !(x > -0.5 && x < static_cast<double>(all->names.size()) - 0.5)) return {};
  return all->names[static_cast<std::size_t>(std::lround(x))];
}

/// Number of places at which a model is sampled, both ends of the axis among them.
inline constexpr int model_samples = 257;

/// The i-th of the places, each a finite number inside the limits; equally far apart on the page.
inline double sample_place(interval limits, int i, const axis& along) {
  const double share = static_cast<double>(i) / (model_samples - 1);
  if (is_logarithmic(along)) {
    const double low = std::max(limits.low, least_place(along));
    return std::clamp(low * std::pow(limits.high / low, share), low, limits.high);
  }
  return limits.low * (1 - share) + limits.high * share;
}

/// What of these limits a model is drawn over; reversed if nothing.
inline interval model_span(const model_mark& model, interval limits) {
  if (!model.options.over) return limits;
  return {std::max(limits.low, model.options.over->low),
          std::min(limits.high, model.options.over->high)};
}

/// The label beside the colour bar, and how many cells without a value are hatched.
inline std::string heat_map_label(const heat_map_mark& mark) {
  const auto values = mark.values.numbers();
  const auto missing = std::ranges::count_if(values, [](double v) { return !drawable(v); });
  const std::string& label = mark.options.value_label;
  if (missing == 0) return label;
  return detail::isolated(label) + (label.empty() ? "" : ", ") + "hatched: no value (" +
         std::to_string(missing) + " of " + std::to_string(values.size()) + ")";
}

/// Joins the values of a heat map to a colour scale; limits that it asks for count for all.
inline void add_heat_map(const heat_map_mark& mark, std::optional<color_scale>& shared,
                         data_range& range) {
  const heat_map_options& o = mark.options;
  if (!shared) shared = {{}, o.palette, heat_map_label(mark), 1};
  const data_range values = limits_of(mark.values.numbers(), mark.values.numbers()).x;
  const data_range asked{o.low.value_or(values.low), o.high.value_or(values.high)};
  if (!asked.empty()) range += asked;
}

/// The scale all valued points and heat maps of the axes share; none if there are none. Of several
/// labels and palettes the first is taken.
inline std::optional<color_scale> shared_color_scale(const plot::axes& described,
                                                     const std::vector<appearance>& looks) {
  std::optional<color_scale> shared;
  data_range range;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (const auto* map = std::get_if<heat_map_mark>(&described.marks()[i]))
      add_heat_map(*map, shared, range);
    const auto* points = std::get_if<points_mark>(&described.marks()[i]);
    if (points == nullptr || !points->options.values) continue;
    const points_options& o = points->options;
    if (!shared) shared = {{}, o.palette, o.value_label, looks[i].marker.alpha, o.integer_values};
    if (shared->label.empty()) shared->label = o.value_label;
    range += limits_of(o.values->numbers(), o.values->numbers()).x;
  }
  if (!shared) return shared;
  if (!shared->ramp || shared->ramp->empty()) shared->ramp = viridis();
  shared->limits = widened(range, 0.1);
  return shared;
}

/// The range of y that models reach over these limits of x.
inline data_range model_range(const plot::axes& described, interval x) {
  const axes_options& o = described.options();
  data_range range;
  for (const mark& any : described.marks()) {
    const auto* model = std::get_if<model_mark>(&any);
    if (model == nullptr) continue;
    const interval span = model_span(*model, x);
    for (int i = 0; i < model_samples && span.low <= span.high; ++i) {
      const double y = model->curve(sample_place(span, i, o.x));
      if (drawable(y) && y >= least_place(o.y)) range.add(y);
    }
  }
  return range;
}

/// True if nothing but models says what the limits of y are.
inline bool only_models(const panel& p) {
  const auto& all = p.described->marks();
  return p.data.y.empty() || std::all_of(all.begin(), all.end(), [](const mark& any) {
           return std::holds_alternative<model_mark>(any);
         });
}

/// Decides the limits from the data. Beyond the ends of its range a model stretches y only where
/// there are no data.
inline void choose_limits(panel& p, const style& s) {
  const axes_options& o = p.described->options();
  p.x = axis_limits(o.x, p.data.x, s.margin, p.data.edges_x);
  data_range y = p.data.y;
  if (only_models(p)) y += model_range(*p.described, p.x);
  p.y = axis_limits(o.y, y, s.margin, p.data.edges_y);
}

/// Decides colours and limits.
inline panel described_panel(const plot::axes& described, const style& s) {
  panel p;
  p.described = &described;
  p.looks = appearances(described.marks(), s);
  p.data = limits_of(described);
  choose_limits(p, s);
  p.colors = shared_color_scale(described, p.looks);
  return p;
}

}  // namespace proflens::plot::arrange
