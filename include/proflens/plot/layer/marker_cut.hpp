#pragma once

#include <proflens/plot/marker_shape.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

/// Where a horizontal line cuts a marker: the step from an outline to the coverage of pixels.
namespace proflens::plot::layer {

/// The part from `from` to `to` of a horizontal line.
struct span_x {
  double from = 0, to = 0;
};

/// Sorts spans and joins those that overlap.
inline void unite(std::vector<span_x>& spans) {
  if (spans.size() < 2) return;
  std::sort(spans.begin(), spans.end(), [](span_x a, span_x b) { return a.from < b.from; });
  std::size_t last = 0;
  for (std::size_t i = 1; i < spans.size(); ++i) {
    if (spans[i].from > spans[last].to) {
      spans[++last] = spans[i];
    } else {
      spans[last].to = std::max(spans[last].to, spans[i].to);
    }
  }
  spans.resize(last + 1);
}

/// One marker in pixels about the origin, cut by horizontal lines.
class marker_cut {
 public:
  /// `width` of the marker and of its edge, in pixels.
  marker_cut(marker shape, double width, double edge_width)
      : radius_(unit_circle_radius * width), half_edge_(edge_width / 2) {
    for (const auto corner : marker_outline(shape)) {
      corners_.push_back({corner.x * width, corner.y * width});
    }
  }

  /// No part of face or edge is farther than this from the origin, in x or in y.
  double reach() const {
    double farthest = corners_.empty() ? radius_ : 0;
    for (const auto c : corners_) farthest = std::max({farthest, std::abs(c.x), std::abs(c.y)});
    return farthest + half_edge_;
  }

  /// What the line at `y` has of the face.
  void face(double y, std::vector<span_x>& spans) const {
    spans.clear();
    if (corners_.empty()) return add_disc({0, 0}, radius_, y, spans);
    crossings(y, spans);
  }

  /// What it has of the edge, stroked half inside and half outside with round joins: all that is
  /// not farther than half its width from the outline.
  void edge(double y, std::vector<span_x>& spans) const {
    spans.clear();
    if (half_edge_ <= 0) return;
    if (corners_.empty()) return ring(y, spans);
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      add_capsule(corners_[i], corners_[(i + 1) % corners_.size()], y, spans);
    }
    unite(spans);
  }

 private:
  using position = scene::position;

  static void add_disc(position center, double radius, double y, std::vector<span_x>& spans) {
    const double squared = radius * radius - (y - center.y) * (y - center.y);
    if (squared <= 0) return;
    spans.push_back({center.x - std::sqrt(squared), center.x + std::sqrt(squared)});
  }

  void ring(double y, std::vector<span_x>& spans) const {
    add_disc({0, 0}, radius_ + half_edge_, y, spans);
    const double inner = radius_ - half_edge_;
    if (spans.empty() || inner <= std::abs(y)) return;
    const double hole = std::sqrt(inner * inner - y * y);
    spans.push_back({hole, spans.front().to});
    spans.front().to = -hole;
  }

  /// The outlines do not cross themselves, so that every other part between crossings is inside.
  void crossings(double y, std::vector<span_x>& spans) const {
    std::vector<double> at;
    at.reserve(corners_.size());
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      const position a = corners_[i], b = corners_[(i + 1) % corners_.size()];
      if ((a.y <= y) == (b.y <= y)) continue;
      at.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
    }
    std::sort(at.begin(), at.end());
    for (std::size_t i = 0; i + 1 < at.size(); i += 2) spans.push_back({at[i], at[i + 1]});
  }

  /// All that is within half the edge's width of the line from a to b: convex, so that its span
  /// reaches over those of the discs at both ends and of the rectangle between.
  void add_capsule(position a, position b, double y, std::vector<span_x>& spans) const {
    if (y <= std::min(a.y, b.y) - half_edge_ || y >= std::max(a.y, b.y) + half_edge_) return;
    const std::size_t before = spans.size();
    add_disc(a, half_edge_, y, spans);
    add_disc(b, half_edge_, y, spans);
    span_x whole{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (std::size_t i = before; i < spans.size(); ++i) {
      whole = {std::min(whole.from, spans[i].from), std::max(whole.to, spans[i].to)};
    }
    spans.resize(before);
    for (const double x : rectangle_crossings(a, b, y)) {
      if (!std::isnan(x)) whole = {std::min(whole.from, x), std::max(whole.to, x)};
    }
    if (whole.from < whole.to) spans.push_back(whole);
  }

  /// Where the line at `y` crosses the sides of the rectangle about a to b; NaN: it does not.
  std::array<double, 4> rectangle_crossings(position a, position b, double y) const {
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    const position n{-(b.y - a.y) / length * half_edge_, (b.x - a.x) / length * half_edge_};
    const std::array<position, 4> sides{position{a.x + n.x, a.y + n.y},
                                        {b.x + n.x, b.y + n.y},
                                        {b.x - n.x, b.y - n.y},
                                        {a.x - n.x, a.y - n.y}};
    std::array<double, 4> at{};
    for (std::size_t i = 0; i < 4; ++i) {
      const position p = sides[i], q = sides[(i + 1) % 4];
      at[i] = (p.y <= y) == (q.y <= y) ? std::nan("") : p.x + (q.x - p.x) * (y - p.y) / (q.y - p.y);
    }
    return at;
  }

  double radius_;
  double half_edge_;
  std::vector<position> corners_;
};

}  // namespace proflens::plot::layer
