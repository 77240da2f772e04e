#pragma once

#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Attributes of SVG elements as text.
namespace proflens::plot::markup {

/// ` name="1.5"`, with a space before it, as all of these.
inline std::string attribute(std::string_view name, double value, int decimals = 2) {
  return ' ' + std::string(name) + "=\"" + short_number(value, decimals) + '"';
}

/// `what-opacity`, left out where it is 1; 0 for no number.
inline std::string opacity(std::string_view what, double alpha) {
  return alpha >= 1 ? "" : attribute(std::string(what) + "-opacity", alpha >= 0 ? alpha : 0, 3);
}

/// A colour as `fill` or `stroke`, with its opacity.
inline std::string paint(std::string_view what, const color& c) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = ' ' + std::string(what) + "=\"#";
  for (const double part : {c.red, c.green, c.blue}) {
    const double share = part >= 0 ? std::min(part, 1.0) : 0;  // NaN: 0
    const auto byte = static_cast<std::size_t>(std::lround(share * 255));
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text + '"' + opacity(what, c.alpha);
}

/// x, y, width and height.
inline std::string box(const scene::rectangle& area, int decimals = 2) {
  return attribute("x", area.x, decimals) + attribute("y", area.y, decimals) +
         attribute("width", area.width, decimals) + attribute("height", area.height, decimals);
}

/// All that says how a line is drawn.
inline std::string stroke(const scene::stroke& line) {
  std::string text = paint("stroke", line.paint) + attribute("stroke-width", line.width);
  if (line.round) text += " stroke-linejoin=\"round\" stroke-linecap=\"round\"";
  if (line.dashes.empty()) return text;
  text += " stroke-dasharray=\"";
  for (const double length : line.dashes) text += short_number(length) + ' ';
  text.back() = '"';
  return text;
}

/// How the edge of markers is drawn; nothing for no edge.
inline std::string marker_edge(const scene::marker_style& style) {
  if (style.edge_width <= 0) return {};
  return paint("stroke", with_alpha(style.edge, 1)) +
         opacity("stroke", style.alpha * style.edge.alpha) +
         attribute("stroke-width", style.edge_width) + " stroke-linejoin=\"round\"";
}

/// The `d` of a path.
inline std::string outline(const std::vector<scene::position>& points, bool closed,
                           int decimals = 2) {
  std::string text;
  for (const scene::position p : points) {
    text += text.empty() ? 'M' : 'L';
    text += short_number(p.x, decimals) + ' ' + short_number(p.y, decimals);
  }
  return closed ? text + 'Z' : text;
}

/// The smallest rectangle around all points of a path. Precondition: it has some.
inline scene::rectangle bounds(const scene::path& path) {
  scene::position low = path.points.front(), high = low;
  for (const scene::position p : path.points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

}  // namespace proflens::plot::markup
