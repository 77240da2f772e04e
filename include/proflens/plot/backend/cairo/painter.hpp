#pragma once

#include <proflens/plot/backend/cairo/handle.hpp>
#include <proflens/plot/backend/cairo/line.hpp>
#include <proflens/plot/backend/cairo/text.hpp>
#include <proflens/plot/backend/vector_budget.hpp>
#include <proflens/plot/marker_shape.hpp>
#include <proflens/plot/point_color.hpp>
#include <proflens/plot/point_layer.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <variant>
#include <vector>

namespace proflens::plot::cairo {

/// Paints a scene on a Cairo surface whose unit is the point.
class painter {
 public:
  struct options {
    double dpi = 300;                ///< of the surface if it has pixels, else of embedded clouds
    std::optional<canvas> pixels{};  ///< those of the surface, if it has any
    std::size_t vector_points = 0;   ///< without pixels: clouds beyond become images
  };

  painter(cairo_t* target, const typesetter& letters, options how)
      : target_(target),
        letters_(letters),
        how_(how),
        budget_(how.vector_points),
        pixel_(72 / how.dpi) {}

  void paint(const scene::drawing& picture) {
    fill_page(white, picture);
    fill_page(picture.background, picture);
    for (const auto& item : picture.items) {
      std::visit([this](const auto& one) { paint(one); }, item);
    }
  }

 private:
  void fill_page(const color& paint, const scene::drawing& picture) {
    cairo_rectangle(target_, 0, 0, picture.width, picture.height);
    fill(paint);
  }

  void paint(const scene::text& text) { letters_.draw(target_, text); }

  void paint(const scene::begin_clip& clip) {
    cairo_save(target_);
    rectangle(clip.area);
    cairo_clip(target_);
  }
  void paint(const scene::end_clip&) { cairo_restore(target_); }

  void paint(const scene::path& path) {
    if (path.points.empty()) return;
    if (path.fill) {
      trace(path, snap_for(path, 0));
      fill(*path.fill);
    }
    if (path.line) stroke(path, *path.line);
  }

  /// Every colour reaches up to the top and the next one covers it, so that no seam shows.
  void paint(const scene::gradient& bar) {
    if (!bar.colors) return;
    const auto count = static_cast<double>(bar.colors->size());
    for (std::size_t i = 0; i < bar.colors->size(); ++i) {
      const color& c = (*bar.colors)[i];
      const auto over_white = [&](double part) { return 1 + (part - 1) * bar.alpha; };
      rectangle({bar.area.x, bar.area.y, bar.area.width,
                 bar.area.height * (1 - static_cast<double>(i) / count)});
      fill({over_white(c.red), over_white(c.green), over_white(c.blue)});
    }
  }

  /// Its sides lie on whole pixels, where there are any; colours are blended only where there are
  /// several to a pixel.
  void paint(const scene::image& image) {
    if (!image.colors || image.colors->empty()) return;
    std::vector<std::uint32_t> pixels;
    pixels.reserve(image.colors->size());
    for (const color& c : *image.colors) pixels.push_back(pixel_of(c));
    const auto width = static_cast<int>(image.columns), height = static_cast<int>(image.rows);
    const surface_handle source(
        cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(pixels.data()),
                                            CAIRO_FORMAT_ARGB32, width, height, width * 4));
    const snapping snap{how_.pixels ? pixel_ : 0, 0};
    const double left = snap(image.area.x), top = snap(image.area.y);
    cairo_save(target_);
    cairo_translate(target_, left, top);
    cairo_scale(target_, (snap(image.area.right()) - left) / width,
                (snap(image.area.bottom()) - top) / height);
    cairo_set_source_surface(target_, source.get(), 0, 0);
    const bool tiny = image.area.width < width * pixel_ || image.area.height < height * pixel_;
    cairo_pattern_set_filter(cairo_get_source(target_),
                             tiny ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
    cairo_paint(target_);
    cairo_restore(target_);
    cairo_surface_finish(source.get());  // as in `paint_image`
  }

  /// A colour as Cairo keeps it: its parts multiplied by alpha.
  static std::uint32_t pixel_of(const color& c) {
    const auto byte = [](double part) {
      return static_cast<std::uint32_t>(std::lround(std::clamp(part, 0.0, 1.0) * 255));
    };
    return byte(c.alpha) << 24 | byte(c.red * c.alpha) << 16 | byte(c.green * c.alpha) << 8 |
           byte(c.blue * c.alpha);
  }

  void paint(const scene::cloud& cloud) {
    if (how_.pixels) return paint_pixels(cloud);
    cairo_save(target_);
    rectangle(cloud.clip);
    cairo_clip(target_);
    if (budget_.takes(cloud)) {
      for (const auto& series : cloud.all) paint_markers(series);
    } else {
      paint_image(rasterize(cloud, {.dpi = how_.dpi}));
    }
    cairo_restore(target_);
  }

  void paint_pixels(const scene::cloud& cloud) {
    cairo_surface_t* const surface = cairo_get_target(target_);
    cairo_surface_flush(surface);
    paint_points(cloud, *how_.pixels, {.dpi = how_.dpi});
    cairo_surface_mark_dirty(surface);
  }

  void paint_image(raster image) {
    if (image.pixels.empty()) return;
    const surface_handle source(cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(image.pixels.data()), CAIRO_FORMAT_ARGB32, image.width,
        image.height, image.width * 4));
    cairo_save(target_);
    cairo_scale(target_, pixel_, pixel_);
    cairo_set_source_surface(target_, source.get(), image.left, image.top);
    cairo_paint(target_);
    cairo_restore(target_);
    // The surface may be kept until the page is done, but the pixels are not.
    cairo_surface_finish(source.get());
  }

  void paint_markers(const scene::series& series) {
    for (std::size_t i = 0; i < point_count(series); ++i) {
      const double x = (*series.x)[i] * series.scale_x + series.offset_x;
      const double y = (*series.y)[i] * series.scale_y + series.offset_y;
      const color* const face = face_of(series, i);
      if (!face || !std::isfinite(x) || !std::isfinite(y)) continue;
      paint_marker(series.style, with_alpha(*face, face_alpha(series)), x, y);
    }
  }

  void paint_marker(const scene::marker_style& style, const color& face, double x, double y) {
    const double width = marker_width(style.size);
    cairo_new_path(target_);
    for (const auto corner : marker_outline(style.shape)) {
      cairo_line_to(target_, x + corner.x * width, y + corner.y * width);
    }
    if (style.shape == marker::circle) {
      cairo_arc(target_, x, y, unit_circle_radius * width, 0, 2 * std::numbers::pi);
    }
    cairo_close_path(target_);
    source(with_alpha(face, face.alpha * style.alpha));
    cairo_fill_preserve(target_);
    source(with_alpha(style.edge, style.edge.alpha * style.alpha));
    cairo_set_line_width(target_, style.edge_width);
    cairo_set_line_join(target_, CAIRO_LINE_JOIN_ROUND);
    if (style.edge_width > 0) cairo_stroke(target_);
  }

  // Strokes. ------------------------------------------------------------------------------------

  void stroke(const scene::path& path, const scene::stroke& how) {
    cairo_set_line_width(target_, how.width);
    cairo_set_line_join(target_, how.round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
    cairo_set_line_cap(target_, how.round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    if (path.closed || path.points.size() <= long_line) {
      dash(how, 0);
      trace(path, snap_for(path, how.width));
      source(how.paint);
      cairo_stroke(target_);
    } else {
      stroke_long(path.points, how);
    }
  }

  /// Pieces overlap, which shows if they let something through: then they are painted opaque on a
  /// layer of their own.
  void stroke_long(const line_points& all, const scene::stroke& how) {
    line_points fewer;
    if (all.size() > 10 * long_line) fewer = thinned(all, pixel_);
    const bool layered = how.paint.alpha < 1;
    if (layered) cairo_push_group(target_);
    source(with_alpha(how.paint, 1));
    for (const auto& piece : pieces(fewer.empty() ? all : fewer, pixel_)) {
      dash(how, piece.begins_at);
      cairo_new_path(target_);
      for (const auto p : piece.points) cairo_line_to(target_, p.x, p.y);
      cairo_stroke(target_);
    }
    if (!layered) return;
    cairo_pop_group_to_source(target_);
    cairo_paint_with_alpha(target_, how.paint.alpha);
  }

  void dash(const scene::stroke& how, double from) {
    cairo_set_dash(target_, how.dashes.data(), static_cast<int>(how.dashes.size()), from);
  }

  // Paths. --------------------------------------------------------------------------------------

  /// Moves lines that are parallel to the axes onto whole pixels, as matplotlib does, so that they
  /// are crisp. Nothing is moved where there are no pixels.
  struct snapping {
    double pixel = 0;  ///< 0: off
    double shift = 0;  ///< of a line whose width is odd: onto the middle of a pixel

    double operator()(double at) const {
      return pixel > 0 ? (std::floor(at / pixel + 0.5) + shift) * pixel : at;
    }
  };

  snapping snap_for(const scene::path& path, double line_width) const {
    if (!how_.pixels || !is_parallel_to_axes(path)) return {};
    return {pixel_, std::lround(line_width / pixel_) % 2 == 1 ? 0.5 : 0.0};
  }

  static bool is_parallel_to_axes(const scene::path& path) {
    if (path.points.size() > long_line) return false;
    for (std::size_t i = 1; i < path.points.size(); ++i) {
      const auto a = path.points[i - 1], b = path.points[i];
      if (std::abs(a.x - b.x) > 1e-6 && std::abs(a.y - b.y) > 1e-6) return false;
    }
    return true;
  }

  void trace(const scene::path& path, const snapping& snap) {
    cairo_new_path(target_);
    if (path.corner_radius > 0 && path.closed && path.points.size() == 4) {
      return trace_rounded(path, snap);
    }
    for (const auto p : path.points) cairo_line_to(target_, snap(p.x), snap(p.y));
    if (path.closed) cairo_close_path(target_);
  }

  void trace_rounded(const scene::path& path, const snapping& snap) {
    const auto [low_x, high_x] = std::minmax({path.points[0].x, path.points[2].x});
    const auto [low_y, high_y] = std::minmax({path.points[0].y, path.points[2].y});
    const double left = snap(low_x), right = snap(high_x), top = snap(low_y), bottom = snap(high_y);
    const double r = std::min({path.corner_radius, (right - left) / 2, (bottom - top) / 2});
    constexpr double quarter = std::numbers::pi / 2;
    cairo_arc(target_, right - r, top + r, r, -quarter, 0);
    cairo_arc(target_, right - r, bottom - r, r, 0, quarter);
    cairo_arc(target_, left + r, bottom - r, r, quarter, 2 * quarter);
    cairo_arc(target_, left + r, top + r, r, 2 * quarter, 3 * quarter);
    cairo_close_path(target_);
  }

  /// On whole pixels, where there are any.
  void rectangle(const scene::rectangle& area) {
    const snapping snap{how_.pixels ? pixel_ : 0, 0};
    const double left = snap(area.x), top = snap(area.y);
    cairo_rectangle(target_, left, top, snap(area.right()) - left, snap(area.bottom()) - top);
  }

  void source(const color& c) { cairo_set_source_rgba(target_, c.red, c.green, c.blue, c.alpha); }

  void fill(const color& c) {
    source(c);
    cairo_fill(target_);
  }

  /// Longer lines are cut into pieces.
  static constexpr std::size_t long_line = 64;

  cairo_t* target_;
  const typesetter& letters_;
  options how_;
  vector_budget budget_;
  double pixel_;  ///< the side of a pixel in points
};

}  // namespace proflens::plot::cairo
