#pragma once

#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// The bar's own shape, as matplotlib has it: a gap of 5 % of the axes' width (of which the bar
/// took a fifth before), then a bar 20 times as high as wide.
inline double color_bar_gap(const panel& p) { return 0.0625 * p.area.width; }
inline double color_bar_width(const panel& p) { return p.area.height / 20; }

/// From the right side of the axes to the far side of the bar's label.
inline double color_bar_reach(const panel& p, const text_block& label, const style& s,
                              const text_measure& measure) {
  const double texts = widest(p.color_ticks.labels, s.tick_size, measure);
  const double beside = label.lines.empty() ? 0 : s.label_pad + label.height;
  return color_bar_gap(p) + color_bar_width(p) + tick_reach(s) + texts + beside;
}

/// How far the note of the bar stands above it: clear of the uppermost tick label.
inline double color_note_rise(const style& s, const text_measure& measure) {
  return note_pad + measure("lp", s.tick_size).ascent / 2;
}

/// How far the note of the bar, which ends at its right side, reaches into the axes.
inline double color_note_reach(const panel& p, const style& s, const text_measure& measure) {
  if (p.color_ticks.note.empty()) return 0;
  const double note = measure(p.color_ticks.note, s.tick_size).width;
  return note - color_bar_gap(p) - color_bar_width(p);
}

inline void draw_color_ticks(const panel& p, const scene::rectangle& bar, const style& s,
                             const text_measure& measure, std::vector<scene::item>& out) {
  const linear_scale scale{p.colors->limits.low, p.colors->limits.high, bar.bottom(), bar.y};
  const double ascent = measure("lp", s.tick_size).ascent;
  for (std::size_t i = 0; i < p.color_ticks.values.size(); ++i) {
    const double y = scale(p.color_ticks.values[i]);
    out.push_back(tick_line({bar.right(), y}, {bar.right() + s.tick_length, y}, s));
    put_text(p.color_ticks.labels[i], s.tick_size, {bar.right() + tick_reach(s), y + ascent / 2},
             scene::horizontal::left, out, {}, 0, s.foreground);
  }
  if (!p.color_ticks.note.empty())
    put_text(p.color_ticks.note, s.tick_size, {bar.right(), bar.y - color_note_rise(s, measure)},
             scene::horizontal::right, out, {}, 0, s.foreground);
}

/// The colours of the bar. Backends put them over white; over another ground they are mixed here.
inline scene::gradient bar_colors(const panel& p, const scene::rectangle& bar, color ground) {
  scene::gradient colors{.area = bar, .colors = p.colors->ramp, .alpha = p.colors->alpha};
  if (ground == white || colors.alpha >= 1) return colors;
  auto mixed = std::make_shared<std::vector<color>>();
  for (const color& each : *colors.colors)
    mixed->push_back(toward(each, ground, 1 - p.colors->alpha));
  return {.area = bar, .colors = std::move(mixed), .alpha = 1};
}

/// The bar, its frame, ticks and label, right of the axes; nothing for axes without values.
inline void draw_color_bar(const panel& p, const text_block& label, const style& s,
                           const text_measure& measure, std::vector<scene::item>& out) {
  if (!p.colors) return;
  const scene::rectangle bar{p.area.right() + color_bar_gap(p), p.area.y, color_bar_width(p),
                             p.area.height};
  out.push_back(bar_colors(p, bar, s.background));
  draw_color_ticks(p, bar, s, measure, out);
  out.push_back(frame_line(bar, s));
  const double texts = widest(p.color_ticks.labels, s.tick_size, measure);
  put_upright_block(label, bar.right() + tick_reach(s) + texts + s.label_pad,
                    bar.y + bar.height / 2, out);
}

}  // namespace proflens::plot::arrange
