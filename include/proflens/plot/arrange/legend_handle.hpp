#pragma once

#include <proflens/plot/arrange/frame.hpp>
#include <proflens/plot/arrange/legend_block.hpp>
#include <proflens/plot/arrange/panel.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>
#include <vector>

namespace proflens::plot::arrange {

/// Draws the small pictures of marks, each for its kind, inside `patch`.
class handle_painter {
 public:
  handle_painter(const appearance& look, const scene::rectangle& patch,
                 const scene::rectangle& clip, std::vector<scene::item>& out)
      : look_(look), patch_(patch), clip_(clip), out_(out) {}

  void operator()(const points_mark& m) {
    color face = look_.paint;
    if (m.options.values) {
      const color_ramp& ramp = m.options.palette ? m.options.palette : viridis();
      if (!ramp->empty()) face = with_alpha((*ramp)[ramp->size() / 2], 1);
    }
    point(face);
  }
  void operator()(const line_mark& m) {
    stroke();
    if (m.options.marker) point(look_.paint);
  }
  void operator()(const steps_mark&) { stroke(); }
  void operator()(const model_mark& m) {
    if (has_band(m)) fill(with_alpha(look_.paint, look_.band_alpha));
    stroke();
  }
  void operator()(const band_mark&) { fill(with_alpha(look_.paint, look_.band_alpha)); }
  void operator()(const bars_mark&) { framed(); }
  void operator()(const error_bars_mark&) {
    const double x = patch_.x + patch_.width / 2;
    scene::stroke line = look_.line;
    line.round = false;
    out_.push_back(scene::path{.points = {{x, patch_.y}, {x, patch_.bottom()}}, .line = line});
    line.width = std::min(1.0, line.width);
    for (const double y : {patch_.y, patch_.bottom()})
      out_.push_back(scene::path{.points = {{x - 3, y}, {x + 3, y}}, .line = line});
  }
  void operator()(const boxes_mark&) { framed(); }
  void operator()(const heat_map_mark&) {}
  void operator()(const reference_line_mark&) { stroke(); }
  void operator()(const text_mark&) {}

 private:
  /// False also where the model knows no band: a line through two points leaves nothing to tell how
  /// far off it is. A model without a range of its own is asked from 0 to 1.
  static bool has_band(const model_mark& m) {
    if (!m.options.band) return false;
    const interval over = m.options.over.value_or(interval{0, 1});
    for (const double x : {over.low, (over.low + over.high) / 2, over.high}) {
      const interval mean = m.mean_interval(x, m.options.band->level);
      if (std::isfinite(mean.low) && std::isfinite(mean.high)) return true;
    }
    return false;
  }

  double middle() const { return patch_.y + patch_.height / 2; }
  void fill(color paint) {
    out_.push_back(scene::path{.points = corners(patch_), .closed = true, .fill = paint});
  }
  void framed() {
    fill(look_.paint);
    if (look_.line.width > 0) std::get<scene::path>(out_.back()).line = look_.line;
  }
  void stroke() {
    out_.push_back(scene::path{.points = {{patch_.x, middle()}, {patch_.right(), middle()}},
                               .line = look_.line});
  }
  /// A cloud of one point.
  void point(color face) {
    const auto one = [](double value) { return column({value}).shared(); };
    scene::series s{.x = one(patch_.x + patch_.width / 2),
                    .y = one(middle()),
                    .style = look_.marker,
                    .face = face,
                    .value = nullptr,
                    .colors = nullptr,
                    .label = {}};
    out_.push_back(scene::cloud{.clip = clip_, .all = {std::move(s)}, .handle = true});
  }

  const appearance& look_;
  scene::rectangle patch_, clip_;
  std::vector<scene::item>& out_;
};

/// The small picture of a mark; `left` and `baseline` are those of its row.
inline void draw_handle(const legend_entry& entry, double left, double baseline, double em,
                        const scene::rectangle& box, std::vector<scene::item>& out) {
  if (entry.shown == nullptr) return;
  const scene::rectangle patch{left, baseline - legend_em::handle_height * em,
                               legend_em::handle_width * em, legend_em::handle_height * em};
  handle_painter paint(*entry.look, patch, box, out);
  std::visit([&](const auto& m) { paint(m); }, *entry.shown);
}

}  // namespace proflens::plot::arrange
