#pragma once

#include <proflens/plot/backend/html/bar_layers.hpp>
#include <proflens/plot/backend/html/box_layers.hpp>
#include <proflens/plot/backend/html/curve_layers.hpp>
#include <proflens/plot/backend/html/layer_text.hpp>
#include <proflens/plot/backend/html/note_layers.hpp>
#include <proflens/plot/backend/html/point_layers.hpp>
#include <proflens/plot/bar_place.hpp>

#include <vector>

namespace proflens::plot::html_page {

/// Writes what one mark is drawn with, a JSON object for each layer; all numbers in data units.
class layer_writer {
 public:
  layer_writer(const layer_source& from, const std::vector<placed_bar>& bars)
      : from_(from), bars_(bars) {}

  series_text operator()(const points_mark& m) const { return points_series(m, from_); }
  series_text operator()(const line_mark& m) const { return line_series(m, from_); }
  series_text operator()(const model_mark& m) const { return model_series(m, from_); }
  series_text operator()(const steps_mark& m) const { return steps_series(m, from_); }
  series_text operator()(const band_mark& m) const { return band_series(m, from_); }
  series_text operator()(const error_bars_mark& m) const { return errors_series(m, from_); }
  series_text operator()(const bars_mark& m) const { return bars_series(m, bars_, from_); }
  series_text operator()(const boxes_mark& m) const { return boxes_series(m, from_); }
  series_text operator()(const heat_map_mark& m) const { return heat_map_series(m, from_); }
  series_text operator()(const reference_line_mark& m) const { return reference_series(m, from_); }
  series_text operator()(const text_mark& m) const { return note_series(m, from_); }

 private:
  const layer_source& from_;
  const std::vector<placed_bar>& bars_;
};

}  // namespace proflens::plot::html_page
