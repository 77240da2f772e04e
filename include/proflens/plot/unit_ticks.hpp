#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/log_ticks.hpp>
#include <proflens/plot/ticks.hpp>
#include <proflens/unit.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace proflens::plot {

/// A size of a unit: how many of the unit the data are in, and what stands behind numbers of it.
struct unit_size {
  double factor = 1;
  std::string_view suffix = {};
};

inline constexpr std::array time_sizes{unit_size{1e-9, " ns"}, unit_size{1e-6, " us"},
                                       unit_size{1e-3, " ms"}, unit_size{1, " s"}};
inline constexpr std::array byte_sizes{unit_size{1, " B"}, unit_size{1e3, " KB"},
                                       unit_size{1e6, " MB"}, unit_size{1e9, " GB"},
                                       unit_size{1e12, " TB"}};
inline constexpr std::array count_sizes{unit_size{1, ""}, unit_size{1e3, "k"}, unit_size{1e6, "M"},
                                        unit_size{1e9, "G"}};

/// The sizes a quantity can be written in, ascending; those of counts for everything that is
/// neither a time nor bytes.
inline std::vector<unit_size> sizes_of(unit recorded) {
  const auto of = [](std::span<const unit_size> sizes, double one) {
    std::vector<unit_size> scaled(sizes.begin(), sizes.end());
    for (unit_size& size : scaled) size.factor /= one;
    return scaled;
  };
  if (recorded == unit::second) return of(time_sizes, 1);
  if (recorded == unit::millisecond) return of(time_sizes, 1e-3);
  if (recorded == unit::microsecond) return of(time_sizes, 1e-6);
  if (recorded == unit::nanosecond) return of(time_sizes, 1e-9);
  if (recorded == unit::byte) return of(byte_sizes, 1);
  return of(count_sizes, 1);
}

/// The largest size of which `value` is at least one, else the smallest.
inline unit_size fitting_size(unit recorded, double value) {
  const std::vector<unit_size> sizes = sizes_of(recorded);
  unit_size fitting = sizes.front();
  for (const unit_size& size : sizes)
    if (std::abs(value) >= size.factor * (1 - 1e-9)) fitting = size;
  return fitting;
}

/// The same ticks labelled in one size of the unit: "0", "20 ms", "40 ms".
inline tick_row labelled_in(std::vector<double> values, interval limits, unit recorded) {
  if (values.empty()) return {};
  const double largest = std::max(std::abs(values.front()), std::abs(values.back()));
  const unit_size size = fitting_size(recorded, largest);
  std::vector<double> scaled;
  for (const double value : values) scaled.push_back(value / size.factor);
  tick_row row = labelled(std::move(scaled), {limits.low / size.factor, limits.high / size.factor});
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0 && row.note.empty()) row.labels[i] = "0";
    if (values[i] != 0 || !row.note.empty()) row.labels[i] += size.suffix;
  }
  row.values = std::move(values);
  return row;
}

/// One number in the size that suits it: "250 us", "1.5k".
inline std::string number_in(double value, unit recorded) {
  if (value == 0) return "0";
  const unit_size size = fitting_size(recorded, value);
  return single_number(value / size.factor) + std::string(size.suffix);
}

}  // namespace proflens::plot
