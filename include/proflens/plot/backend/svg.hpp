#pragma once

#include <proflens/plot/backend/png_image.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/font_table.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/marker_shape.hpp>
#include <proflens/plot/point_layer.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/table_measure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot {

struct svg_options {
  /// Up to so many points of all clouds together are drawn as shapes; clouds beyond are embedded
  /// as pictures, which keeps the file small and quick to show.
  std::size_t vector_points = 20'000;
  /// Pixels per inch of such pictures.
  double image_dpi = 200;
  /// Begins every id in the file, so that several figures can stand in one document.
  std::string id = "figure";
};

/// Paints a scene as SVG 1.1, item by item. `svg()` is the way to use it.
class svg_painter {
 public:
  explicit svg_painter(svg_options options)
      : options_(std::move(options)), points_left_(options_.vector_points) {}

  std::string operator()(const scene::drawing& drawing) {
    const std::string width = short_number(drawing.width), height = short_number(drawing.height);
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"";
    out_ += " xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" + width + "pt\" height=\"" +
            height + "pt\" viewBox=\"0 0 " + width + ' ' + height + "\" font-family=\"" +
            std::string(fonts) + "\">\n";
    if (!drawing.title.empty()) out_ += "<title>" + xml_escaped(drawing.title) + "</title>\n";
    out_ += "<rect width=\"" + width + "\" height=\"" + height + '"' +
            paint("fill", drawing.background) + "/>\n";
    for (const scene::item& any : drawing.items)
      std::visit([this](const auto& each) { draw(each); }, any);
    return std::move(out_) + "</svg>\n";
  }

 private:
  // The font of the width table, then fonts with Chinese on Linux, macOS and Windows.
  static constexpr std::string_view fonts =
      "'DejaVu Sans', Verdana, 'WenQuanYi Micro Hei', 'Noto Sans CJK SC', 'PingFang SC', "
      "'Microsoft YaHei', sans-serif";

  void draw(const scene::path& path) {
    if (path.points.empty()) return;
    const std::string looks = (path.fill ? paint("fill", *path.fill) : " fill=\"none\"") +
                              (path.line ? stroke(*path.line) : "");
    if (path.closed && path.corner_radius > 0 && path.points.size() == 4) {
      out_ += "<rect" + box(bounds(path)) + attribute("rx", path.corner_radius) + looks + "/>\n";
      return;
    }
    out_ += "<path d=\"" + outline(path.points, path.closed) + '"' + looks + "/>\n";
  }

  void draw(const scene::text& text) {
    const double up = text.align_y == scene::vertical::top      ? font_table::ascent
                      : text.align_y == scene::vertical::center ? font_table::ascent / 2
                      : text.align_y == scene::vertical::bottom ? -font_table::descent
                                                                : 0;
    out_ += "<text" + attribute("font-size", text.size);
    if (text.align_x == scene::horizontal::center) out_ += " text-anchor=\"middle\"";
    if (text.align_x == scene::horizontal::right) out_ += " text-anchor=\"end\"";
    if (text.paint != black) out_ += paint("fill", text.paint);
    const std::string x = short_number(text.at.x), y = short_number(text.at.y);
    if (text.degrees == 0) {
      out_ += " x=\"" + x + '"' + attribute("y", text.at.y + up * text.size);
    } else {
      out_ += " transform=\"translate(" + x + ' ' + y + ") rotate(" + short_number(-text.degrees) +
              ")\"" + (up == 0 ? "" : attribute("y", up * text.size));
    }
    const std::string whole =
        text.whole.empty() ? "" : "<title>" + xml_escaped(text.whole) + "</title>";
    out_ += '>' + whole + xml_escaped(text.content) + "</text>\n";
  }

  void draw(const scene::cloud& cloud) {
    std::size_t points = 0;
    for (const scene::series& each : cloud.all) points += each.x->size();
    begin_clip(cloud.clip);
    if (points <= points_left_) {
      points_left_ -= points;
      for (const scene::series& each : cloud.all) draw_shapes(each, cloud.clip);
    } else {
      draw_picture(cloud);
    }
    end_clip();
  }

  void draw(const scene::gradient& gradient) {
    if (!gradient.colors || gradient.colors->empty()) return;
    const std::string id = next_id();
    out_ += "<linearGradient id=\"" + id + "\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">\n";
    const std::size_t last = gradient.colors->size() - 1;
    const std::size_t stops = std::clamp<std::size_t>(last, 1, 64);
    for (std::size_t i = 0; i <= stops; ++i) {
      const color c = with_alpha((*gradient.colors)[last * i / stops], 1);
      const double place = static_cast<double>(i) / static_cast<double>(stops);
      out_ += "<stop" + attribute("offset", place, 4) + paint("stop-color", c) + "/>\n";
    }
    out_ += "</linearGradient>\n<rect" + box(gradient.area) + " fill=\"url(#" + id + ")\"" +
            opacity("fill", gradient.alpha) + "/>\n";
  }

  void draw(const scene::begin_clip& clip) { begin_clip(clip.area); }
  void draw(const scene::end_clip&) { end_clip(); }

  void begin_clip(const scene::rectangle& area) {
    const std::string id = next_id();
    out_ += "<clipPath id=\"" + id + "\"><rect" + box(area) +
            "/></clipPath>\n<g clip-path=\"url(#" + id + ")\">\n";
  }
  void end_clip() { out_ += "</g>\n"; }

  /// Each point that shows inside the clip as a use of one shape.
  void draw_shapes(const scene::series& s, const scene::rectangle& clip) {
    const std::string id = next_id();
    define_marker(s.style, id);
    out_ += "<g" + (s.value ? "" : paint("fill", with_alpha(s.face, 1)));
    out_ += opacity("fill", s.style.alpha) + marker_edge(s.style) + ">\n";
    const double reach = marker_width(s.style.size) + s.style.edge_width;
    for (std::size_t i = 0; i < s.x->size(); ++i) {
      const double x = (*s.x)[i] * s.scale_x + s.offset_x;
      const double y = (*s.y)[i] * s.scale_y + s.offset_y;
      const bool shows = x > clip.x - reach && x < clip.right() + reach && y > clip.y - reach &&
                         y < clip.bottom() + reach;  // false for what is not a number
      if (!shows) continue;
      out_ += "<use xlink:href=\"#" + id + '"' + attribute("x", x) + attribute("y", y);
      if (s.value) out_ += paint("fill", with_alpha(value_color(s, i), 1));
      out_ += "/>\n";
    }
    out_ += "</g>\n";
  }

  void define_marker(const scene::marker_style& style, const std::string& id) {
    const double width = marker_width(style.size);
    out_ += "<defs>";
    if (style.shape == marker::circle) {
      out_ += "<circle id=\"" + id + '"' + attribute("r", width * unit_circle_radius, 3) + "/>";
    } else {
      std::vector<scene::position> corners;
      for (const scene::position corner : marker_outline(style.shape))
        corners.push_back({corner.x * width, corner.y * width});
      out_ += "<path id=\"" + id + "\" d=\"" + outline(corners, true, 3) + "\"/>";
    }
    out_ += "</defs>\n";
  }

  static color value_color(const scene::series& s, std::size_t i) {
    const double last = static_cast<double>(s.colors->size() - 1);
    const double place = std::clamp<double>((*s.value)[i], 0, 1) * (last + 1);
    return (*s.colors)[static_cast<std::size_t>(std::min(place, last))];
  }

  void draw_picture(const scene::cloud& cloud) {
    const raster picture = rasterize(cloud, {.dpi = options_.image_dpi});
    if (picture.width <= 0 || picture.height <= 0) return;
    const double unit = 72 / options_.image_dpi;
    const scene::rectangle area{picture.left * unit, picture.top * unit, picture.width * unit,
                                picture.height * unit};
    out_ += "<image" + box(area, 4) + " preserveAspectRatio=\"none\" xlink:href=\"data:image/png;";
    out_ += "base64," + base64(png_image(straight_rgba(picture), picture.width, picture.height)) +
            "\"/>\n";
  }

  static std::string marker_edge(const scene::marker_style& style) {
    if (style.edge_width <= 0) return {};
    return paint("stroke", with_alpha(style.edge, 1)) +
           opacity("stroke", style.alpha * style.edge.alpha) +
           attribute("stroke-width", style.edge_width) + " stroke-linejoin=\"round\"";
  }

  static std::string stroke(const scene::stroke& line) {
    std::string text = paint("stroke", line.paint) + attribute("stroke-width", line.width);
    if (line.round) text += " stroke-linejoin=\"round\" stroke-linecap=\"round\"";
    if (line.dashes.empty()) return text;
    text += " stroke-dasharray=\"";
    for (const double length : line.dashes) text += short_number(length) + ' ';
    text.back() = '"';
    return text;
  }

  static std::string outline(const std::vector<scene::position>& points, bool closed,
                             int decimals = 2) {
    std::string text;
    for (const scene::position p : points) {
      text += text.empty() ? 'M' : 'L';
      text += short_number(p.x, decimals) + ' ' + short_number(p.y, decimals);
    }
    return closed ? text + 'Z' : text;
  }

  static scene::rectangle bounds(const scene::path& path) {
    scene::position low = path.points.front(), high = low;
    for (const scene::position p : path.points) {
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    return {low.x, low.y, high.x - low.x, high.y - low.y};
  }

  static std::string attribute(std::string_view name, double value, int decimals = 2) {
    return ' ' + std::string(name) + "=\"" + short_number(value, decimals) + '"';
  }

  static std::string box(const scene::rectangle& area, int decimals = 2) {
    return attribute("x", area.x, decimals) + attribute("y", area.y, decimals) +
           attribute("width", area.width, decimals) + attribute("height", area.height, decimals);
  }

  static std::string opacity(std::string_view what, double alpha) {
    return alpha >= 1 ? "" : attribute(std::string(what) + "-opacity", alpha, 3);
  }

  static std::string paint(std::string_view what, const color& c) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = ' ' + std::string(what) + "=\"#";
    for (const double part : {c.red, c.green, c.blue}) {
      const auto byte = static_cast<std::size_t>(std::lround(std::clamp(part, 0.0, 1.0) * 255));
      text += digits[byte / 16];
      text += digits[byte % 16];
    }
    return text + '"' + opacity(what, c.alpha);
  }

  std::string next_id() { return xml_escaped(options_.id) + '-' + std::to_string(ids_++); }

  svg_options options_;
  std::size_t points_left_;
  std::size_t ids_ = 0;
  std::string out_;
};

/// The scene as an SVG document: text stays text, lines and areas stay shapes.
inline std::string svg(const scene::drawing& drawing, svg_options options = {}) {
  return svg_painter(std::move(options))(drawing);
}

/// The figure as an SVG document, laid out with the built-in width table: the same bytes on every
/// machine. Throws plot::error as `layout` does.
inline std::string svg(const figure& described, svg_options options = {}) {
  return svg(layout(described, table_measure{}), std::move(options));
}

}  // namespace proflens::plot
