#pragma once

#include <proflens/plot/backend/html_boxes/packed_boxes.hpp>
#include <proflens/plot/box_page.hpp>
#include <proflens/plot/unit_ticks.hpp>
#include <proflens/unit.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace proflens::plot::html_boxes {

/// So many values beyond the whiskers a box keeps at most, and a page over all its boxes.
inline constexpr std::size_t most_outliers_per_box = 10;
inline constexpr std::size_t most_outliers = 150'000;

inline std::size_t outliers_per_box(const box_page& page) {
  std::size_t boxes = 1;
  for (const box_panel& panel : page.panels) boxes += panel.boxes.size();
  return std::clamp<std::size_t>(most_outliers / boxes, 2, most_outliers_per_box);
}

inline std::string both_languages(const page_text& text) {
  return json_array(std::vector{text.english, text.chinese.empty() ? text.english : text.chinese});
}

/// The sizes a number of the page is shown in; none for ratios.
inline std::string size_text(unit recorded) {
  if (recorded == unit::none) return "null";
  return json_array(sizes_of(recorded), [](const unit_size& each) {
    return json_object().with("name", each.suffix).with("size", each.factor).text();
  });
}

inline std::string panel_text(const box_panel& panel, std::span<const device_place> places,
                              std::size_t outliers) {
  packed_boxes boxes(places, outliers);
  for (const device_box& box : panel.boxes) boxes.add(box, panel.op_name);
  json_object object;
  object.with_json("key", json_array(std::vector{panel.op_name, panel.input_shape, panel.input_size,
                                                 panel.output_shape}));
  boxes.write_to(object);
  return object.text();
}

/// The page as the JSON its script reads. Throws plot::error where a panel has two boxes of one
/// device.
inline std::string data_text(const box_page& page) {
  const std::vector<device_place> places = places_of(page.panels);
  const std::size_t outliers = outliers_per_box(page);
  json_object object;
  object.with("feature", page.feature).with_json("sizes", size_text(page.unit));
  object.with_json("title", both_languages(page.title));
  object.with_json("labels",
                   json_array(places, [](const auto& place) { return json_text(place.label); }));
  object.with_json("nodes", json_array(places, [](const auto& place) {
                     return json_text(static_cast<double>(place.node));
                   }));
  object.with_json("panels", json_array(page.panels, [&](const box_panel& panel) {
                     return panel_text(panel, places, outliers);
                   }));
  object.with_json("notes", json_array(page.notes, both_languages));
  return object.text();
}

}  // namespace proflens::plot::html_boxes
