#pragma once

#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/shared_axes.hpp>
#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/html/series_text.hpp>
#include <proflens/plot/bar_place.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/left_out.hpp>
#include <proflens/plot/unit_ticks.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::html_page {

/// How many points all clouds of a figure have.
inline std::size_t cloud_point_count(const figure& f) {
  std::size_t count = 0;
  for (const plot::axes& axes : f.grid)
    for (const mark& any : axes.marks())
      if (const auto* points = std::get_if<points_mark>(&any)) count += points->x.size();
  return count;
}

/// How many points all clouds and lines of a figure have.
inline std::size_t point_count(const figure& f) {
  std::size_t count = 0;
  for (const plot::axes& axes : f.grid) {
    for (const mark& any : axes.marks()) {
      if (const auto* points = std::get_if<points_mark>(&any)) count += points->x.size();
      if (const auto* line = std::get_if<line_mark>(&any)) count += line->x.size();
    }
  }
  return count;
}

/// 1234567 as "1,234,567".
inline std::string grouped(std::size_t count) {
  const std::string digits = std::to_string(count);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

/// The sizes a unit is shown in, ascending.
inline std::string unit_text(const proflens::unit& unit) {
  return json_array(sizes_of(unit), [](const unit_size& each) {
    return json_object().with("name", each.suffix).with("size", each.factor).text();
  });
}

/// Writes a figure as the JSON the page's script reads.
class figure_writer {
 public:
  figure_writer(const figure& described, packing how) : figure_(described), how_(how) {}

  std::string operator()() {
    std::vector<arrange::panel> panels;
    for (const plot::axes& described : figure_.grid)
      panels.push_back(arrange::described_panel(described, figure_.style));
    arrange::share_axes(panels, figure_, std::max<std::size_t>(1, figure_.columns));
    const std::string all =
        json_array(panels, [&](const arrange::panel& panel) { return axes_text(panel); });
    if (how_.rounded)
      notes_.insert(notes_.begin(),
                    grouped(point_count(figure_)) +
                        " points: too many to keep every digit; coordinates that are not whole "
                        "numbers are rounded to 65,535 steps over the range of their series, "
                        "and the tooltip says by how much at most.");
    json_object page;
    page.with("title", figure_.title).with("columns", static_cast<double>(figure_.columns));
    page.with("height_to_width", panel_shape());
    page.with("share_x", figure_.share_x).with("share_y", figure_.share_y);
    const style& s = figure_.style;
    page.with_json("style", json_object()
                                .with("tick_size", s.tick_size)
                                .with("label_size", s.label_size)
                                .with("ink", s.foreground)
                                .with("page", s.background)
                                .text());
    page.with_json("notes", json_array(notes_)).with_json("axes", all);
    return page.text();
  }

 private:
  double panel_shape() const {
    const auto columns = static_cast<double>(std::max<std::size_t>(1, figure_.columns));
    const auto panels = static_cast<double>(std::max<std::size_t>(1, figure_.grid.size()));
    const double rows = std::ceil(panels / columns);
    return (figure_.size.height / rows) / (figure_.size.width / std::min(columns, panels));
  }

  std::string axes_text(const arrange::panel& panel) {
    const axes_options& o = panel.described->options();
    note_left_out(*panel.described);
    json_object text;
    text.with("title", o.title).with("grid", o.grid.value_or(figure_.style.grid));
    text.with_json("x", axis_text(o.x, panel.x)).with_json("y", axis_text(o.y, panel.y));
    text.with_json("colors", panel.colors ? colors_text(*panel.colors) : "null");
    text.with_json("series", json_array(all_series(panel), [](const series_text& series) {
                     return json_object()
                         .with("label", series.label)
                         .with_json("layers", json_array(series.layers, std::identity{}))
                         .text();
                   }));
    return text.text();
  }

  /// Marks without a name that follow one of their colour belong to it: the error bars of a line.
  std::vector<series_text> all_series(const arrange::panel& panel) {
    const auto& marks = panel.described->marks();
    const auto bars = placed_bars(marks);
    std::vector<series_text> all;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      series_text added = std::visit(layer_writer(panel, panel.looks[i], bars[i], how_), marks[i]);
      note_sample(added);
      const bool belongs = added.label.empty() && !all.empty() && all.back().paint == added.paint;
      if (!belongs) {
        all.push_back(std::move(added));
        continue;
      }
      for (std::string& layer : added.layers) all.back().layers.push_back(std::move(layer));
    }
    return all;
  }

  void note_left_out(const plot::axes& described) {
    const std::size_t count = points_left_out(described);
    if (count == 0) return;
    const std::string& title = described.options().title;
    notes_.push_back((title.empty() ? "" : title + ": ") + grouped(count) +
                     (count == 1 ? " point has" : " points have") +
                     " a coordinate that cannot be drawn, and are left out.");
  }

  void note_sample(const series_text& series) {
    if (series.shown == series.total) return;
    notes_.push_back((series.label.empty() ? "" : series.label + ": ") + grouped(series.shown) +
                     " of " + grouped(series.total) + " points are shown, " + series.chosen + ".");
  }

  static std::string axis_text(const axis& a, interval limits) {
    constexpr const char* kinds[] = {"linear", "log", "category", "duration", "date"};
    json_object text;
    text.with("label", a.label).with("low", limits.low).with("high", limits.high);
    text.with("kind", kinds[a.scale.index()]).with("reversed", a.reversed);
    text.with("integer", a.integer);
    text.with_json("ticks_at", json_array(a.ticks_at));
    if (const auto* log = std::get_if<logarithmic>(&a.scale)) text.with("base", log->base);
    if (const auto* named = std::get_if<categories>(&a.scale))
      text.with_json("names", json_array(named->names));
    if (a.unit) text.with_json("sizes", unit_text(*a.unit));
    return text.text();
  }

  static std::string colors_text(const arrange::color_scale& scale) {
    json_object text;
    text.with("low", scale.limits.low).with("high", scale.limits.high);
    text.with("label", scale.label).with("alpha", scale.alpha);
    text.with("integer", scale.integer);
    return text.with_json("ramp", json_array(*scale.ramp)).text();
  }

  const figure& figure_;
  packing how_;
  std::vector<std::string> notes_;
};

}  // namespace proflens::plot::html_page
