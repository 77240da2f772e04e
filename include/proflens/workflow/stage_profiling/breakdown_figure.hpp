#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <proflens/engine/graph_size.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/latency_figure.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>

/// stage_breakdown.png: what the time of each stage is made of.
namespace proflens::workflow {

/// The sizes that are drawn: the smallest, the one in the middle and the largest by nodes, then by
/// edges; of fewer than three all.
inline std::vector<engine::graph_size> breakdown_sizes(const stage_profile& of) {
  std::vector<engine::graph_size> sizes;
  for (const profiled_point& point : of.points)
    sizes.push_back({point.measured.nodes, point.measured.edges});
  std::ranges::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  if (sizes.size() <= 3) return sizes;
  return {sizes.front(), sizes[sizes.size() / 2], sizes.back()};
}

/// The times of a unit at a size by stage, NaN where there is none.
struct unit_breakdown {
  std::vector<double> compute, transfer, undivided, total;
};

inline unit_breakdown breakdown_of(const stage_profile& of, const std::string& unit,
                                   const engine::graph_size& size) {
  const std::vector<double> none(7, std::numeric_limits<double>::quiet_NaN());
  unit_breakdown made{none, none, none, none};
  for (const profiled_point& point : of.points) {
    if (point.measured.unit != unit || point.measured.nodes != size.nodes ||
        point.measured.edges != size.edges)
      continue;
    const auto at = static_cast<std::size_t>(point.measured.stage - 1);
    const stage_fit* fit = of.find(unit, point.measured.stage);
    made.total[at] = point.split.total_ms;
    if (fit != nullptr && fit->identifiable) {
      made.compute[at] = point.split.compute_ms;
      made.transfer[at] = point.split.transfer_ms;
    } else {
      made.undivided[at] = point.split.total_ms;
    }
  }
  return made;
}

/// The totals above the bars of a unit, upright where bars are narrow, or why there is no bar.
inline void write_totals(plot::axes& axes, const stage_profile& of, const std::string& unit,
                         const engine::graph_size& size, const std::vector<double>& total,
                         double beside, bool is_narrow) {
  for (std::size_t i = 0; i < total.size(); ++i) {
    const int stage = static_cast<int>(i) + 1;
    const bool has_failed = std::ranges::any_of(of.failures, [&](const record::stage_time& one) {
      return one.unit == unit && one.stage == stage && one.nodes == size.nodes &&
             one.edges == size.edges;
    });
    plot::text_options look{.size = 8.0, .align_x = plot::scene::horizontal::center, .up_by = 3};
    std::string text = report::rounded(total[i], 3);
    if (std::isnan(total[i])) text = unit + (has_failed ? " failed" : " not measured");
    if (is_narrow || std::isnan(total[i])) {
      look.size = 6.5;
      look.align_x = plot::scene::horizontal::left;
      look.align_y = plot::scene::vertical::center;
      look.degrees = 90;
    }
    axes.text(static_cast<double>(i) + beside, std::isnan(total[i]) ? 0 : total[i], std::move(text),
              std::move(look));
  }
}

/// Whether the time of some stage of a unit is not divided into compute and transfer.
inline bool has_undivided(const stage_profile& of, const std::string& unit) {
  return std::ranges::any_of(
      of.fits, [&](const stage_fit& fit) { return fit.unit == unit && !fit.identifiable; });
}

/// The bars of all units at a size, side by side. The legend of one panel serves all.
inline void draw_breakdown(plot::axes& axes, const stage_profile& of,
                           const engine::graph_size& size, bool has_legend) {
  std::vector<std::string> names;
  for (int stage = 1; stage <= 7; ++stage) names.push_back(stage_text(stage));
  const std::vector<std::string> units = drawn_units(of);
  const auto label = [&](const std::string& text) { return has_legend ? text : std::string(); };
  constexpr double width = 0.84;
  double most = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const unit_breakdown times = breakdown_of(of, units[i], size);
    const plot::color paint = plot::series_color(i);
    axes.bars(names, times.compute,
              {.label = label(units[i] + " compute"), .face = paint, .width = width});
    axes.bars(names, times.transfer,
              {.label = label(units[i] + " transfer"),
               .face = plot::toward(paint, plot::white, 0.6),
               .stacked = true});
    if (has_undivided(of, units[i]))
      axes.bars(names, times.undivided,
                {.label = label(units[i] + " not divided"),
                 .face = plot::toward(paint, plot::gray(0.62), 0.75),
                 .stacked = true});
    const double share = width / static_cast<double>(units.size());
    write_totals(axes, of, units[i], size, times.total,
                 (static_cast<double>(i) + 0.5) * share - width / 2, units.size() > 2);
    for (const double ms : times.total) most = std::isnan(ms) ? most : std::max(most, ms);
  }
  if (most > 0) axes.options().y.high = 1.22 * most;  // room for the totals
}

/// Compute and transfer on top of each other for each stage, units side by side, a panel for each
/// of up to three sizes. What no bandwidth divides is one bar of its own colour.
inline plot::figure breakdown_figure(const stage_profile& of) {
  const std::vector<engine::graph_size> sizes = breakdown_sizes(of);
  const double panels = static_cast<double>(std::max<std::size_t>(sizes.size(), 1));
  plot::figure drawing{
      .title = "Compute and transfer of each stage, medians; not divided: no bandwidth was found",
      .size = plot::inches(11, 0.6 + 3.1 * panels)};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto& axes = drawing.axes({.x = {},
                               .y = {.label = "time (ms)", .low = 0},
                               .title = report::rounded(sizes[i].nodes) + " nodes, " +
                                        report::rounded(sizes[i].edges) + " edges",
                               .legend = plot::legend_place::outside});
    draw_breakdown(axes, of, sizes[i], i == 0);
  }
  if (sizes.empty())
    drawing.axes().text(0.5, 0.5, "No point was measured",
                        {.align_x = plot::scene::horizontal::center});
  return drawing;
}

}  // namespace proflens::workflow
