#pragma once

#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/html/packed_column.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/box_page.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/limits.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a page of box plots is made of: its data, its style sheet, its script.
namespace proflens::plot::html_boxes {

using html_page::json_array;
using html_page::json_object;
using html_page::json_text;

/// One place along x: a device that ran any of the operators.
struct device_place {
  std::int64_t node = 0;
  std::int64_t device = 0;
  std::string label = {};

  friend auto operator<=>(const device_place&, const device_place&) = default;
};

inline device_place place_of(const device_box& box) {
  return {
      box.node, box.device,
      box.label.empty() ? std::to_string(box.node) + '_' + std::to_string(box.device) : box.label};
}

/// The devices of all panels: by node, then device, both as numbers, then label.
inline std::vector<device_place> places_of(const std::vector<box_panel>& panels) {
  std::vector<device_place> places;
  for (const box_panel& panel : panels)
    for (const device_box& box : panel.boxes) places.push_back(place_of(box));
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// Numbers as floats of four bytes, least byte first: 5.3 bytes a number, six digits; NaN where
/// they cannot be drawn or are beyond the range of a float.
inline std::string float_text(std::span<const double> numbers) {
  std::string bytes;
  bytes.reserve(4 * numbers.size());
  for (const double number : numbers) {
    const bool fits = drawable(number) && std::abs(number) <= std::numeric_limits<float>::max();
    const auto code = std::bit_cast<std::uint32_t>(fits ? static_cast<float>(number)
                                                        : std::numeric_limits<float>::quiet_NaN());
    for (const int shift : {0, 8, 16, 24}) bytes += static_cast<char>((code >> shift) & 255);
  }
  return '"' + base64(bytes) + '"';
}

/// At most `most` of ascending values, the first and the last among them, evenly by their rank.
inline std::vector<double> spread_over(const std::vector<double>& values, std::size_t most) {
  if (values.size() <= most) return values;
  std::vector<double> kept;
  for (std::size_t i = 0; i < most; ++i)
    kept.push_back(values[most == 1 ? values.size() - 1 : i * (values.size() - 1) / (most - 1)]);
  return kept;
}

/// What is drawn beyond the whiskers of a box: at most `most` values, the least and the largest
/// always, also where the box names them as its ends only.
inline std::vector<double> drawn_outliers(const device_box& box, std::size_t most) {
  std::vector<double> all = box.outliers;
  if (box.min < box.whisker_low && (all.empty() || box.min < all.front()))
    all.insert(all.begin(), box.min);
  if (box.max > box.whisker_high && (all.empty() || box.max > all.back())) all.push_back(box.max);
  return spread_over(all, most);
}

/// The statistics of a box in the order in which the page's script names them.
inline std::array<double, 11> statistics_of(const device_box& box) {
  return {box.mean, box.deviation,    box.min, box.whisker_low, box.q1, box.median,
          box.q3,   box.whisker_high, box.p95, box.p99,         box.max};
}

/// The boxes of one panel in columns over all devices, so that a page of 30 operators on 1,024
/// devices stays below 4 MB.
class packed_boxes {
 public:
  packed_boxes(std::span<const device_place> places, std::size_t outliers_per_box)
      : places_(places),
        outliers_per_box_(outliers_per_box),
        numbers_(places.size() * statistics_of({}).size(), device_box::unknown),
        counts_(places.size()),
        kept_(places.size()),
        left_out_(places.size()),
        filled_(places.size()),
        outliers_(places.size()) {}

  void add(const device_box& box, std::string_view op_name) {
    const device_place place = place_of(box);
    const auto at =
        static_cast<std::size_t>(std::ranges::lower_bound(places_, place) - places_.begin());
    if (filled_[at])
      throw error("box_page: two boxes of " + place.label + " in the panel of " +
                  std::string(op_name) + "; merge them into one");
    filled_[at] = true;
    const auto statistics = statistics_of(box);
    for (std::size_t i = 0; i < statistics.size(); ++i)
      numbers_[i * places_.size() + at] = statistics[i];
    counts_[at] = static_cast<double>(box.count);
    outliers_[at] = drawn_outliers(box, outliers_per_box_);
    const auto kept = static_cast<double>(outliers_[at].size());
    const double all =
        static_cast<double>(box.outliers_not_shown) + static_cast<double>(box.outliers.size());
    kept_[at] = kept;
    left_out_[at] = std::max(0.0, all - kept);
    if (box.slow) slow_.push_back(static_cast<double>(at));
  }

  void write_to(json_object& object) const {
    std::vector<double> all;
    for (const auto& some : outliers_) all.insert(all.end(), some.begin(), some.end());
    object.with_json("counts", html_page::difference_column(counts_))
        .with_json("numbers", float_text(numbers_))
        .with_json("kept", html_page::difference_column(kept_))
        .with_json("outliers", float_text(all))
        .with_json("left_out", html_page::difference_column(left_out_))
        .with_json("slow", json_array(slow_));
  }

 private:
  std::span<const device_place> places_;
  std::size_t outliers_per_box_;
  std::vector<double> numbers_, counts_, kept_, left_out_, slow_;
  std::vector<bool> filled_;
  std::vector<std::vector<double>> outliers_;
};

}  // namespace proflens::plot::html_boxes
