#pragma once

#include <proflens/plot/backend/png_image.hpp>
#include <proflens/plot/backend/svg_markup.hpp>
#include <proflens/plot/backend/vector_budget.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/dpi.hpp>
#include <proflens/plot/figure.hpp>
#include <proflens/plot/font_table.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/marker_shape.hpp>
#include <proflens/plot/point_color.hpp>
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
  /// as pictures, which keeps the file small and quick to show. Legends stay shapes.
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
      : options_(std::move(options)), budget_(options_.vector_points) {}

  std::string operator()(const scene::drawing& drawing) {
    const std::string width = short_number(drawing.width), height = short_number(drawing.height);
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"";
    out_ += " xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"" + width + "pt\" height=\"" +
            height + "pt\" viewBox=\"0 0 " + width + ' ' + height + "\" font-family=\"" +
            std::string(fonts) + "\">\n";
    if (!drawing.title.empty()) out_ += "<title>" + xml_escaped(drawing.title) + "</title>\n";
    out_ += "<rect width=\"" + width + "\" height=\"" + height + '"' +
            markup::paint("fill", drawing.background) + "/>\n";
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
    const std::string looks = (path.fill ? markup::paint("fill", *path.fill) : " fill=\"none\"") +
                              (path.line ? markup::stroke(*path.line) : "");
    if (path.closed && path.corner_radius > 0 && path.points.size() == 4) {
      out_ += "<rect" + markup::box(markup::bounds(path)) +
              markup::attribute("rx", path.corner_radius) + looks + "/>\n";
      return;
    }
    out_ += "<path d=\"" + markup::outline(path.points, path.closed) + '"' + looks;
    out_ +=
        path.title.empty() ? "/>\n" : "><title>" + xml_escaped(path.title) + "</title></path>\n";
  }

  void draw(const scene::text& text) {
    const double up = text.align_y == scene::vertical::top      ? font_table::ascent
                      : text.align_y == scene::vertical::center ? font_table::ascent / 2
                      : text.align_y == scene::vertical::bottom ? -font_table::descent
                                                                : 0;
    out_ += "<text" + markup::attribute("font-size", text.size);
    if (text.align_x == scene::horizontal::center) out_ += " text-anchor=\"middle\"";
    if (text.align_x == scene::horizontal::right) out_ += " text-anchor=\"end\"";
    if (text.paint != black) out_ += markup::paint("fill", text.paint);
    const std::string x = short_number(text.at.x), y = short_number(text.at.y);
    if (text.degrees == 0) {
      out_ += " x=\"" + x + '"' + markup::attribute("y", text.at.y + up * text.size);
    } else {
      out_ += " transform=\"translate(" + x + ' ' + y + ") rotate(" + short_number(-text.degrees) +
              ")\"" + (up == 0 ? "" : markup::attribute("y", up * text.size));
    }
    const std::string whole =
        text.whole.empty() ? "" : "<title>" + xml_escaped(text.whole) + "</title>";
    out_ += '>' + whole + xml_escaped(text.content) + "</text>\n";
  }

  void draw(const scene::cloud& cloud) {
    begin_clip(cloud.clip);
    if (budget_.takes(cloud)) {
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
      out_ +=
          "<stop" + markup::attribute("offset", place, 4) + markup::paint("stop-color", c) + "/>\n";
    }
    out_ += "</linearGradient>\n<rect" + markup::box(gradient.area) + " fill=\"url(#" + id + ")\"" +
            markup::opacity("fill", gradient.alpha) + "/>\n";
  }

  void draw(const scene::image& image) {
    if (!image.colors || image.colors->empty()) return;
    std::vector<unsigned char> rgba;
    rgba.reserve(image.colors->size() * 4);
    for (const color& c : *image.colors)
      for (const double part : {c.red, c.green, c.blue, c.alpha})
        rgba.push_back(static_cast<unsigned char>(std::lround(std::clamp(part, 0.0, 1.0) * 255)));
    const double pixel = 72 / options_.image_dpi;
    const bool tiny = image.area.width < static_cast<double>(image.columns) * pixel ||
                      image.area.height < static_cast<double>(image.rows) * pixel;
    put_picture(
        image.area, rgba, static_cast<int>(image.columns), static_cast<int>(image.rows),
        tiny ? "" : " image-rendering=\"optimizeSpeed\" style=\"image-rendering:pixelated\"");
  }

  void draw(const scene::begin_clip& clip) { begin_clip(clip.area); }
  void draw(const scene::end_clip&) { end_clip(); }

  void begin_clip(const scene::rectangle& area) {
    const std::string id = next_id();
    out_ += "<clipPath id=\"" + id + "\"><rect" + markup::box(area) +
            "/></clipPath>\n<g clip-path=\"url(#" + id + ")\">\n";
  }
  void end_clip() { out_ += "</g>\n"; }

  /// Each point that shows inside the clip as a use of one shape.
  void draw_shapes(const scene::series& s, const scene::rectangle& clip) {
    const std::string id = next_id();
    define_marker(s.style, id);
    const bool valued = colored_by_value(s);
    out_ += "<g" + (valued ? "" : markup::paint("fill", with_alpha(s.face, 1)));
    out_ += markup::opacity("fill", s.style.alpha * face_alpha(s)) + markup::marker_edge(s.style) +
            ">\n";
    const double reach = marker_width(s.style.size) + s.style.edge_width;
    for (std::size_t i = 0; i < point_count(s); ++i) {
      const double x = (*s.x)[i] * s.scale_x + s.offset_x;
      const double y = (*s.y)[i] * s.scale_y + s.offset_y;
      const color* face = face_of(s, i);
      const bool shows = x > clip.x - reach && x < clip.right() + reach && y > clip.y - reach &&
                         y < clip.bottom() + reach;  // false for what is not a number
      if (!shows || face == nullptr) continue;
      out_ += "<use xlink:href=\"#" + id + '"' + markup::attribute("x", x);
      out_ += markup::attribute("y", y);
      if (valued) out_ += markup::paint("fill", with_alpha(*face, 1));
      out_ += "/>\n";
    }
    out_ += "</g>\n";
  }

  void define_marker(const scene::marker_style& style, const std::string& id) {
    const double width = marker_width(style.size);
    out_ += "<defs>";
    if (style.shape == marker::circle) {
      out_ +=
          "<circle id=\"" + id + '"' + markup::attribute("r", width * unit_circle_radius, 3) + "/>";
    } else {
      std::vector<scene::position> corners;
      for (const scene::position corner : marker_outline(style.shape))
        corners.push_back({corner.x * width, corner.y * width});
      out_ += "<path id=\"" + id + "\" d=\"" + markup::outline(corners, true, 3) + "\"/>";
    }
    out_ += "</defs>\n";
  }

  void draw_picture(const scene::cloud& cloud) {
    const raster picture = rasterize(cloud, {.dpi = options_.image_dpi});
    if (picture.width <= 0 || picture.height <= 0) return;
    const double unit = 72 / options_.image_dpi;
    const scene::rectangle area{picture.left * unit, picture.top * unit, picture.width * unit,
                                picture.height * unit};
    put_picture(area, straight_rgba(picture), picture.width, picture.height, "");
  }

  /// Pixels as a PNG inside the document, stretched over the area.
  void put_picture(const scene::rectangle& area, const std::vector<unsigned char>& rgba, int width,
                   int height, std::string_view rendering) {
    out_ += "<image" + markup::box(area, 4) + " preserveAspectRatio=\"none\"";
    out_ += rendering;
    out_ +=
        " xlink:href=\"data:image/png;base64," + base64(png_image(rgba, width, height)) + "\"/>\n";
  }

  std::string next_id() { return xml_escaped(options_.id) + '-' + std::to_string(ids_++); }

  svg_options options_;
  vector_budget budget_;
  std::size_t ids_ = 0;
  std::string out_;
};

/// The scene as an SVG document: text stays text, lines and areas stay shapes. Throws plot::error
/// for an image_dpi that is no finite number above 0, or too large for the picture of a cloud.
inline std::string svg(const scene::drawing& drawing, svg_options options = {}) {
  require_dpi(options.image_dpi);
  return svg_painter(std::move(options))(drawing);
}

/// The figure as an SVG document, laid out with the built-in width table: the same bytes on every
/// machine. Throws plot::error as `layout` does.
inline std::string svg(const figure& described, svg_options options = {}) {
  return svg(layout(described, table_measure{}), std::move(options));
}

}  // namespace proflens::plot
