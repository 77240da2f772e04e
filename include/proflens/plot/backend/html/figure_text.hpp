#pragma once

#include <proflens/detail/isolated.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/shared_axes.hpp>
#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/html/page_budget.hpp>
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

/// What a page is called: the title of its figure or of its only panel, else what its first panel
/// draws, "y against x".
inline std::string page_title(const figure& f) {
  if (!f.title.empty()) return f.title;
  if (f.grid.empty()) return "Figure";
  const axes_options& o = f.grid.front().options();
  if (!o.title.empty() && f.grid.size() == 1) return o.title;
  if (o.x.label.empty() || o.y.label.empty()) return o.y.label.empty() ? "Figure" : o.y.label;
  return detail::isolated(o.y.label) + " against " + detail::isolated(o.x.label);
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
  figure_writer(const figure& described, const html_options& options)
      : figure_(described), load_(load_of(described)), how_(packing_for(load_, options)) {}

  std::string operator()() {
    std::vector<arrange::panel> panels;
    for (const plot::axes& described : figure_.grid)
      panels.push_back(arrange::described_panel(described, figure_.style));
    arrange::share_axes(panels, figure_, std::max<std::size_t>(1, figure_.columns));
    const std::string all =
        json_array(panels, [&](const arrange::panel& panel) { return axes_text(panel); });
    if (how_.rounded) notes_.insert(notes_.begin(), rounding_note());
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
    page.with_json("notes", json_array(notes_, [](const page_note& note) {
                     return json_object().with("about", note.about).with("text", note.text).text();
                   }));
    page.with_json("axes", all);
    return page.text();
  }

 private:
  /// A line below the panels, about a series or a panel if `about` names one.
  struct page_note {
    std::string about, text;
  };

  page_note rounding_note() const {
    const std::size_t points = load_.points + load_.line_points;
    std::string text;
    if (points > 0) text = grouped(points) + " points";
    if (load_.whole > 0)
      text += (points > 0 ? " and " : "") + grouped(load_.whole) + " cells or bars";
    return {"", text +
                    ": too many to keep every digit; coordinates that are not whole numbers are "
                    "rounded to 65,535 steps over the range of their series, and the tooltip says "
                    "by how much at most."};
  }

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

  /// Marks that say whose part they are belong to the last series of that label; those without a
  /// name that follow one of their colour belong to it, such as the error bars of a line.
  std::vector<series_text> all_series(const arrange::panel& panel) {
    const auto& marks = panel.described->marks();
    const auto bars = placed_bars(marks);
    std::vector<series_text> all;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      const layer_source from{panel, panel.looks[i], how_};
      series_text added = std::visit(layer_writer(from, bars[i]), marks[i]);
      note_sample(added);
      series_text* owner = owner_of(added, all);
      if (owner == nullptr) {
        all.push_back(std::move(added));
        continue;
      }
      for (std::string& layer : added.layers) owner->layers.push_back(std::move(layer));
    }
    return all;
  }

  static series_text* owner_of(const series_text& added, std::vector<series_text>& all) {
    if (!added.belongs_to.empty()) {
      const auto found = std::find_if(all.rbegin(), all.rend(), [&](const series_text& s) {
        return s.label == added.belongs_to;
      });
      return found == all.rend() ? nullptr : &*found;
    }
    const bool follows = added.label.empty() && !all.empty() && all.back().paint == added.paint;
    return follows ? &all.back() : nullptr;
  }

  void note_left_out(const plot::axes& described) {
    const std::size_t count = points_left_out(described);
    if (count == 0) return;
    notes_.push_back({described.options().title,
                      count == 1 ? "1 point has a coordinate that cannot be drawn, and is left out."
                                 : grouped(count) + " points have a coordinate that cannot be "
                                                    "drawn, and are left out."});
  }

  void note_sample(const series_text& series) {
    if (series.shown == series.total) return;
    notes_.push_back({series.label.empty() ? series.belongs_to : series.label,
                      grouped(series.shown) + " of " + grouped(series.total) +
                          " points are shown, " + series.chosen + "."});
  }

  static std::string axis_text(const axis& a, interval limits) {
    constexpr const char* kinds[] = {"linear", "log", "category", "duration", "date"};
    json_object text;
    text.with("label", a.label).with("low", limits.low).with("high", limits.high);
    text.with("kind", kinds[a.scale.index()]).with("reversed", a.reversed);
    text.with("integer", a.integer);
    text.with_json("ticks_at", json_array(a.ticks_at));
    if (const auto* log = std::get_if<logarithmic>(&a.scale)) text.with("base", log->base);
    if (const auto* named = std::get_if<categories>(&a.scale)) {
      text.with_json("names", json_array(named->names));
      if (named->degrees) text.with("degrees", std::clamp(*named->degrees, 0.0, 90.0));
    }
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
  page_load load_;
  packing how_;
  std::vector<page_note> notes_;
};

}  // namespace proflens::plot::html_page
