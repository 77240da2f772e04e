#pragma once

#include <proflens/plot/backend/cairo/handle.hpp>
#include <proflens/plot/drawn_text.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/text_measure.hpp>

#include <cmath>
#include <numbers>
#include <string>
#include <string_view>

namespace proflens::plot::cairo {

/// Sets lines of text in DejaVu Sans, or in whatever installed font has the character. Nothing is
/// hinted, so that a text keeps its proportions at every resolution.
class typesetter final : public text_measure {
 public:
  typesetter() : context_(pango_font_map_create_context(pango_cairo_font_map_get_default())) {
    const font_options_handle options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context_.get(), options.get());
    pango_context_set_round_glyph_positions(context_.get(), FALSE);
    measure_letters();
  }

  text_extent operator()(std::string_view utf8, double size_points) const override {
    const text_layout_handle line = set(utf8, size_points);
    return {width_of(line.get()), ascent_ * size_points, descent_ * size_points};
  }

  void draw(cairo_t* target, const scene::text& text) const {
    const text_layout_handle line = set(text.content, text.size);
    cairo_save(target);
    cairo_translate(target, text.at.x, text.at.y);
    cairo_rotate(target, -text.degrees * std::numbers::pi / 180);
    cairo_set_source_rgba(target, text.paint.red, text.paint.green, text.paint.blue,
                          text.paint.alpha);
    cairo_move_to(target, -width_of(line.get()) * share_left(text.align_x),
                  baseline_shift(text) - in_points(pango_layout_get_baseline(line.get())));
    pango_cairo_show_layout(target, line.get());
    cairo_restore(target);
    cairo_new_path(
        target);  // restoring keeps the point the text began at; a line would go on there
  }

 private:
  static double in_points(int pango_units) {
    return static_cast<double>(pango_units) / PANGO_SCALE;
  }

  /// One line whatever is in the text, running from left to right as a whole, as in SVG.
  text_layout_handle set(std::string_view utf8, double size_points) const {
    text_layout_handle line(pango_layout_new(context_.get()));
    const font_handle font(pango_font_description_from_string("DejaVu Sans"));
    pango_font_description_set_absolute_size(font.get(), size_points * PANGO_SCALE);
    pango_layout_set_font_description(line.get(), font.get());
    pango_layout_set_single_paragraph_mode(line.get(), TRUE);
    pango_layout_set_auto_dir(line.get(), FALSE);
    const std::string drawn = drawn_text(utf8);
    pango_layout_set_text(line.get(), drawn.data(), static_cast<int>(drawn.size()));
    return line;
  }

  static double width_of(PangoLayout* line) {
    PangoRectangle logical;
    pango_layout_get_extents(line, nullptr, &logical);
    return in_points(logical.width);
  }

  /// How far the letters l and p reach over and under the baseline, at size 1.
  void measure_letters() {
    constexpr double size = 100;
    const text_layout_handle line = set("lp", size);
    PangoRectangle ink;
    pango_layout_get_extents(line.get(), &ink, nullptr);
    const int baseline = pango_layout_get_baseline(line.get());
    ascent_ = in_points(baseline - ink.y) / size;
    descent_ = in_points(ink.y + ink.height - baseline) / size;
  }

  static double share_left(scene::horizontal align) {
    switch (align) {
      case scene::horizontal::left: return 0;
      case scene::horizontal::center: return 0.5;
      case scene::horizontal::right: return 1;
    }
    return 0;
  }

  /// From the anchor down to the baseline.
  double baseline_shift(const scene::text& text) const {
    switch (text.align_y) {
      case scene::vertical::top: return ascent_ * text.size;
      case scene::vertical::center: return (ascent_ - descent_) / 2 * text.size;
      case scene::vertical::baseline: return 0;
      case scene::vertical::bottom: return -descent_ * text.size;
    }
    return 0;
  }

  text_context_handle context_;
  double ascent_ = 0, descent_ = 0;
};

}  // namespace proflens::plot::cairo
