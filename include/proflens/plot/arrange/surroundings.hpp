#pragma once

#include <proflens/plot/arrange/color_bar.hpp>
#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/arrange/put_text.hpp>
#include <proflens/plot/arrange/text_fit.hpp>
#include <proflens/plot/page_size.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace proflens::plot::arrange {

/// The texts around axes, broken into lines for the room they have.
struct surrounding_texts {
  text_block title, x_label, y_label, color_label;
  std::optional<legend_block> legend = {};  ///< if it stands outside
};

/// Width of everything that stands outside the frame, on each side.
struct border {
  double left = 0, right = 0, top = 0, bottom = 0;
};

inline text_block fitted_block(const std::string& text, double size, double width,
                               std::size_t most_lines, const style& s,
                               const text_measure& measure) {
  auto block = measured(fitted_lines(text, size, width, most_lines, measure), text, size, measure);
  block.paint = s.foreground;
  return block;
}

/// Titles of at most three lines, labels of at most two; longer ones end with "…". Labels of y
/// have the height that title and label of x leave.
inline surrounding_texts fitted_texts(const panel& p, const style& s, page_size room,
                                      const text_measure& measure) {
  const axes_options& o = p.described->options();
  const auto label = [&](const std::string& text, double width) {
    return fitted_block(text, s.label_size, width, 2, s, measure);
  };
  surrounding_texts texts;
  texts.title = fitted_block(o.title, s.title_size, room.width, 3, s, measure);
  texts.x_label = label(p.hide_x_label ? "" : o.x.label, room.width);
  const double height = room.height - texts.title.height - texts.x_label.height -
                        line_height(s.tick_size, measure) - 2 * tick_reach(s);
  texts.y_label = label(p.hide_y_label ? "" : o.y.label, height);
  texts.color_label = label(p.colors ? p.colors->label : "", height);
  return texts;
}

/// True if the note of x cannot stand beside its label and needs a row of its own.
inline bool note_has_row(const panel& p, const text_block& label, const style& s,
                         const text_measure& measure) {
  if (p.x_ticks.note.empty()) return false;
  const double note = measure(p.x_ticks.note, s.tick_size).width;
  return label.lines.empty() || label.width + 2 * note + s.label_size > p.area.width;
}

/// How far the first and last tick label of x reach beyond the frame.
inline border label_overhang(const panel& p, const style& s, const text_measure& measure) {
  border over;
  for (std::size_t i = 0; i < p.x_ticks.values.size(); ++i) {
    const double x = p.x_scale()(p.x_ticks.values[i]);
    const double width = measure(p.x_ticks.labels[i], s.tick_size).width;
    const bool level = p.x_ticks.degrees == 0;
    const double before = level ? width / 2 : width * turn(p.x_ticks).cosine;
    const double behind = level ? width / 2 : line_height(s.tick_size, measure) / 2;
    over.left = std::max(over.left, p.area.x - (x - before));
    over.right = std::max(over.right, x + behind - p.area.right());
  }
  const double half = measure("lp", s.tick_size).ascent / 2;
  for (const double value : p.y_ticks.values)
    over.top = std::max(over.top, p.area.y - (p.y_scale()(value) - half));
  return over;
}

/// How far the notes of y and of the colour bar reach above the frame.
inline double note_reach(const panel& p, const style& s, const text_measure& measure) {
  const double row = line_height(s.tick_size, measure);
  if (!p.color_ticks.note.empty()) return color_note_rise(s, measure) + row;
  return p.y_ticks.note.empty() ? 0 : note_pad + row;
}

/// How far the title reaches above the frame: it goes above a note that it would meet.
inline double title_reach(const panel& p, const text_block& title, const style& s,
                          const text_measure& measure) {
  if (title.lines.empty()) return 0;
  const double left = measure(p.y_ticks.note, s.tick_size).width;
  const double note = std::max(left, color_note_reach(p, s, measure));
  const bool meet = note > 0 && (p.area.width - title.width) / 2 < note + s.tick_size;
  if (meet) return title.height + s.title_pad + note_reach(p, s, measure);
  // A title wider than its axes stands above their uppermost tick labels.
  const double labels = title.width > p.area.width ? measure("lp", s.tick_size).ascent / 2 : 0;
  return title.height + std::max(s.title_pad, labels);
}

/// What the panel needs outside its frame with the ticks it has now.
inline border border_of(const panel& p, const surrounding_texts& texts, const style& s,
                        const text_measure& measure) {
  const auto beside = [&](const text_block& b, double pad) {
    return b.height > 0 ? pad + b.height : 0;
  };
  const double row = line_height(s.tick_size, measure);
  border needed = label_overhang(p, s, measure);
  needed.left =
      std::max(needed.left, tick_reach(s) + widest(p.y_ticks.labels, s.tick_size, measure) +
                                beside(texts.y_label, s.label_pad));
  needed.bottom = tick_reach(s) + label_depth(p.x_ticks, s.tick_size, measure) +
                  beside(texts.x_label, s.label_pad);
  if (note_has_row(p, texts.x_label, s, measure)) needed.bottom += row;
  needed.top =
      std::max({needed.top, note_reach(p, s, measure), title_reach(p, texts.title, s, measure)});
  if (p.colors)
    needed.right = std::max(needed.right, color_bar_reach(p, texts.color_label, s, measure));
  if (texts.legend) needed.right += s.pad + texts.legend->size.width;
  return needed;
}

inline void draw_x_label(const panel& p, const text_block& label, const style& s,
                         const text_measure& measure, const scene::rectangle& page,
                         std::vector<scene::item>& out) {
  const double row = line_height(s.tick_size, measure);
  double top = p.area.bottom() + tick_reach(s) + label_depth(p.x_ticks, s.tick_size, measure);
  if (!p.x_ticks.note.empty()) {
    put_text(p.x_ticks.note, s.tick_size,
             {p.area.right(), top + note_pad + measure("lp", s.tick_size).ascent},
             scene::horizontal::right, out, {}, 0, s.foreground);
    if (note_has_row(p, label, s, measure)) top += row;
  }
  const double center = kept_inside(p.area.x + p.area.width / 2, label.width, page.x, page.right());
  put_block(label, center, top + s.label_pad, out);
}

/// The legend outside, right of everything else that belongs to the axes.
inline void draw_outside_legend(const panel& p, const surrounding_texts& texts,
                                const border& around, const style& s,
                                std::vector<scene::item>& out) {
  if (!texts.legend) return;
  const page_size size = texts.legend->size;
  const double left = p.area.right() + around.right - size.width;
  draw_legend_block(*texts.legend, {left, p.area.y, size.width, size.height}, s, out);
}

/// Tick labels, axis labels, title, colour bar and outside legend; `page` is what no text may
/// leave.
inline void draw_surroundings(const panel& p, const surrounding_texts& texts, const style& s,
                              const text_measure& measure, const scene::rectangle& page,
                              std::vector<scene::item>& out) {
  draw_minor_ticks(p, s, out);
  draw_x_ticks(p, s, measure, out);
  draw_y_ticks(p, s, measure, out);
  out.push_back(frame_line(p.area, s));
  draw_x_label(p, texts.x_label, s, measure, page, out);
  const border around = border_of(p, texts, s, measure);
  const double bottom = p.area.bottom() + tick_reach(s) + line_height(s.tick_size, measure);
  const double beside = tick_reach(s) + widest(p.y_ticks.labels, s.tick_size, measure);
  put_upright_block(texts.y_label, p.area.x - beside - s.label_pad - texts.y_label.height,
                    kept_inside(p.area.y + p.area.height / 2, texts.y_label.width,
                                p.area.y - s.title_pad, bottom),
                    out);
  put_block(texts.title,
            kept_inside(p.area.x + p.area.width / 2, texts.title.width, page.x, page.right()),
            p.area.y - title_reach(p, texts.title, s, measure), out);
  draw_color_bar(p, texts.color_label, s, measure, out);
  draw_outside_legend(p, texts, around, s, out);
}

}  // namespace proflens::plot::arrange
