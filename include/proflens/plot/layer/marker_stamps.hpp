#pragma once

#include <proflens/plot/error.hpp>
#include <proflens/plot/layer/marker_cut.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace proflens::plot::layer {

/// How much of each pixel a marker paints, for one place of its centre inside a pixel. The share
/// of the face is what is left of it under the edge; both have the marker's opacity in them.
struct marker_stamp {
  /// The part of a row that is not empty.
  struct run {
    int begin = 0, end = 0;
  };
  std::vector<float> face, edge;  ///< rows of `marker_stamps::width()`
  std::vector<run> rows;
};

/// The stamps of one marker style for all places of a centre inside a pixel, in steps of 1/16 of a
/// pixel (1/4 for very large markers), so that a point is never farther from its place than half of
/// that. Each is made when it is first asked for; several threads may ask.
class marker_stamps {
 public:
  /// Zeros behind each row, for reading it with vector registers.
  static constexpr int padding = 8;

  /// `face_alpha`: the opacity of the face's colour. Lengths of the style are in points. Throws
  /// plot::error for a marker whose size is no number or more than 4000 pixels.
  marker_stamps(const scene::marker_style& style, double face_alpha, double pixels_per_point)
      : face_alpha_(face_alpha * style.alpha), edge_alpha_(style.edge.alpha * style.alpha) {
    const double width = marker_width(style.size) * pixels_per_point;
    const marker_cut cut(style.shape, width, style.edge_width * pixels_per_point);
    if (!(cut.reach() <= 2000)) {
      throw error("points: a marker of size " + std::to_string(style.size) + " pt^2 at " +
                  std::to_string(72 * pixels_per_point) +
                  " dots per inch is no marker, expected one of at most 4000 pixels");
    }
    reach_ = static_cast<int>(std::ceil(cut.reach()));
    phases_ = reach_ <= 64 ? 16 : 4;
    slice(cut);
    stamps_ = std::vector<once>(static_cast<std::size_t>(phases_ * phases_));
  }

  /// A stamp has 2 reach() + 1 rows, and that many columns are not empty; the centre is in the
  /// pixel in the middle of these.
  int reach() const { return reach_; }
  int height() const { return 2 * reach_ + 1; }
  int width() const { return 2 * reach_ + 1 + padding; }

  /// What any of the stamps may fill of a row.
  marker_stamp::run widest_run(int row) const { return widest_[static_cast<std::size_t>(row)]; }

  /// The stamp of a centre that is this far inside its pixel, each from 0 to below 1.
  const marker_stamp& at(double inside_x, double inside_y) const {
    const int column = static_cast<int>(inside_x * phases_);
    const int row = static_cast<int>(inside_y * phases_);
    const once& found = stamps_[static_cast<std::size_t>(row * phases_ + column)];
    std::call_once(found.flag, [&] { found.stamp = stamp(column, row); });
    return found.stamp;
  }

 private:
  /// Lines on which coverage is sampled, in a pixel; along each it is exact. A multiple of twice
  /// the number of phases, so that every place of the centre uses the same cuts.
  static constexpr int lines = 32;

  struct once {
    mutable std::once_flag flag;
    mutable marker_stamp stamp;
  };

  /// What one sampling line has of face and edge.
  struct slice_of {
    std::vector<span_x> face, edge;
  };

  void slice(const marker_cut& cut) {
    const int first = -(reach_ + 1) * lines;
    slices_.resize(static_cast<std::size_t>(-2 * first));
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      const double y = (static_cast<double>(i) + 0.5 + first) / lines;
      cut.face(y, slices_[i].face);
      cut.edge(y, slices_[i].edge);
    }
    for (int row = 0; row < height(); ++row) widest_.push_back(widest(row));
  }

  /// The centre may be anywhere in its pixel, so that a row is up to one pixel higher or lower.
  marker_stamp::run widest(int row) const {
    const auto first = static_cast<std::size_t>(row) * lines;
    double from = reach_, to = -reach_;
    for (std::size_t i = first; i < first + 2 * lines; ++i) {
      for (const auto* spans : {&slices_[i].face, &slices_[i].edge}) {
        if (spans->empty()) continue;
        from = std::min(from, spans->front().from);
        to = std::max(to, spans->back().to);
      }
    }
    if (from > to) return {};
    return {static_cast<int>(std::floor(reach_ + from)), 2 + static_cast<int>(reach_ + to)};
  }

  marker_stamp stamp(int phase_x, int phase_y) const {
    const auto cells = static_cast<std::size_t>(width()) * static_cast<std::size_t>(height());
    marker_stamp result{std::vector<float>(cells), std::vector<float>(cells), {}};
    const double center = reach_ + (phase_x + 0.5) / phases_;
    // The first line of the uppermost row, counted from the first slice.
    const int above = lines - lines * (2 * phase_y + 1) / (2 * phases_);
    for (int row = 0; row < height(); ++row) {
      float* const face = result.face.data() + row * width();
      float* const edge = result.edge.data() + row * width();
      for (int line = 0; line < lines; ++line) {
        const auto& cut = slices_[static_cast<std::size_t>(above + row * lines + line)];
        for (const auto s : cut.face) add(s, center, face);
        for (const auto s : cut.edge) add(s, center, edge);
      }
      result.rows.push_back(weigh(face, edge));
    }
    return result;
  }

  /// Notes the change of coverage at both ends of a span; the sum along the row is the coverage.
  static void add(span_x span, double center, float* row) {
    step(span.from + center, 1, row);
    step(span.to + center, -1, row);
  }
  static void step(double x, float height, float* row) {
    const auto pixel = static_cast<int>(x);
    const auto inside = static_cast<float>(x - pixel);
    row[pixel] += height * (1 - inside);
    row[pixel + 1] += height * inside;
  }

  /// Turns the changes along a row into weights; returns where they are.
  marker_stamp::run weigh(float* face, float* edge) const {
    marker_stamp::run filled{width(), 0};
    float face_sum = 0, edge_sum = 0;
    for (int x = 0; x < width(); ++x) {
      face_sum += face[x];
      edge_sum += edge[x];
      const double by_edge = coverage(edge_sum) * edge_alpha_;
      edge[x] = static_cast<float>(by_edge);
      face[x] = static_cast<float>(coverage(face_sum) * face_alpha_ * (1 - by_edge));
      if (edge[x] > 0 || face[x] > 0) filled = {std::min(filled.begin, x), x + 1};
    }
    return filled.begin < filled.end ? filled : marker_stamp::run{};
  }

  /// Steps up and down that cancel leave some 1e-7: that is no coverage.
  static double coverage(float sum) {
    const double share = std::clamp(sum / lines, 0.f, 1.f);
    return share < 1e-5 ? 0 : share;
  }

  double face_alpha_, edge_alpha_;
  int reach_ = 0, phases_ = 1;
  std::vector<slice_of> slices_;
  std::vector<marker_stamp::run> widest_;
  std::vector<once> stamps_;
};

}  // namespace proflens::plot::layer
