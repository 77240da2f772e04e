#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/scene.hpp>

namespace proflens::plot {

/// How a figure looks: all lengths and text sizes in points. The defaults are matplotlib's.
struct style {
  double title_size = 12;
  double label_size = 10;
  double tick_size = 10;
  double legend_size = 10;

  double pad = 10.8;  ///< free border around everything: tight_layout's 1.08 times 10 pt
  double title_pad = 6;
  double label_pad = 4;
  double tick_pad = 3.5;
  double tick_length = 3.5;
  double tick_width = 0.8;
  double frame_width = 0.8;
  double line_width = 1.5;
  double band_alpha = 0.2;
  double margin = 0.05;  ///< of the data's range, left free on each side of it

  color_cycle cycle = {};  ///< the colours of series, in turn: tab10, or such as `okabe_ito`

  color background = white;
  color foreground = black;  ///< texts, frames, ticks
  color legend_face{1, 1, 1, 0.8};
  color legend_edge{0.8, 0.8, 0.8, 0.8};

  bool grid = false;
  scene::stroke grid_line{.paint = {0.69, 0.69, 0.69, 1}, .width = 0.8, .dashes = {}};

  /// What points look like unless their own options say otherwise; the shape is the next of ten.
  scene::marker_style marker{
      .shape = marker::circle, .size = 36, .edge_width = 0, .edge = white, .alpha = 1};
};

/// Large text and marks for a figure that a paper prints at one column: labels of 23 pt, ticks of
/// 19, legend of 14, a dashed grid, markers of 50 pt^2 with a white edge at alpha 0.7.
inline style paper_style() {
  style s;
  s.title_size = 19;
  s.label_size = 23;
  s.tick_size = 19;
  s.legend_size = 14;
  s.grid = true;
  s.grid_line.paint.alpha = 0.3;
  s.grid_line.dashes = {2.96, 1.28};  // matplotlib's "--" (3.7, 1.6) times the width of the line
  s.marker.size = 50;
  s.marker.edge_width = 0.5;
  s.marker.alpha = 0.7;
  return s;
}

/// Light on dark, of another style, such as `dark_style(paper_style())`. Colours of its cycle that
/// are too dark to be read there (contrast below 3) become lighter.
inline style dark_style(style s = {}) {
  constexpr color night{0.11, 0.12, 0.14}, chalk{0.88, 0.89, 0.91};
  s.background = night;
  s.foreground = chalk;
  s.legend_face = {0.16, 0.17, 0.20, 0.85};
  s.legend_edge = {0.35, 0.36, 0.40, 0.85};
  s.grid_line.paint = {0.42, 0.43, 0.47, s.grid_line.paint.alpha};
  s.marker.edge = night;
  for (color& each : s.cycle) each = readable_on_dark(each, night);
  return s;
}

}  // namespace proflens::plot
