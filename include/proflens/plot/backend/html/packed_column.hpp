#pragma once

#include <proflens/plot/backend/html/json_text.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/limits.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace proflens::plot::html_page {

/// Codes of a stepped column: 0 to 65534 are steps from its least number, 65535 is no number.
inline constexpr double most_steps = 65534;

/// Every number as it is; null where it cannot be drawn.
inline std::string exact_column(std::span<const double> numbers) {
  return json_array(numbers,
                    [](double number) { return drawable(number) ? json_text(number) : "null"; });
}

inline bool whole(double number) {
  return std::abs(number) <= 9007199254740992.0 && number == std::floor(number);
}

inline bool all_whole(std::span<const double> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), whole);
}

/// Numbers to 16 bits: steps of equal width over their range; exact for whole numbers whose range
/// is below 65535, else off by at most half a step. 2.7 bytes a number.
inline std::string stepped_column(std::span<const double> numbers) {
  data_range range;
  bool only_whole = true;
  for (const double number : numbers) {
    if (!drawable(number)) continue;
    range.add(number);
    only_whole = only_whole && whole(number);
  }
  if (range.empty()) range.add(0);
  const double width = range.high - range.low;
  const bool exact = (only_whole && width <= most_steps) || width == 0;
  const double step = exact ? 1 : width / most_steps;
  std::string bytes;
  bytes.reserve(2 * numbers.size());
  for (const double number : numbers) {
    const auto code = drawable(number)
                          ? static_cast<std::uint32_t>(std::clamp(
                                std::round((number - range.low) / step), 0.0, most_steps))
                          : 65535u;
    bytes += static_cast<char>(code & 255);
    bytes += static_cast<char>(code >> 8);
  }
  return json_object()
      .with("kind", "steps")
      .with("count", static_cast<double>(numbers.size()))
      .with("low", range.low)
      .with("step", step)
      .with("exact", exact)
      .with_json("bytes", '"' + base64(bytes) + '"')
      .text();
}

/// Whole numbers, exactly: each by its difference from the one before, zigzag coded in groups of
/// seven bits; 1.3 bytes a number where they count on. Precondition: `all_whole(numbers)`.
inline std::string difference_column(std::span<const double> numbers) {
  std::string bytes;
  std::int64_t before = 0;
  for (const double number : numbers) {
    const auto now = static_cast<std::int64_t>(number);
    const std::int64_t difference = now - before;
    before = now;
    auto zigzag = static_cast<std::uint64_t>(difference) << 1 ^
                  static_cast<std::uint64_t>(difference < 0 ? -1 : 0);
    for (; zigzag > 127; zigzag >>= 7) bytes += static_cast<char>((zigzag & 127) | 128);
    bytes += static_cast<char>(zigzag);
  }
  return json_object()
      .with("kind", "differences")
      .with("count", static_cast<double>(numbers.size()))
      .with_json("bytes", '"' + base64(bytes) + '"')
      .text();
}

/// The extremes of some places of a column, and the first place without a number.
class stretch_extremes {
 public:
  explicit stretch_extremes(std::size_t begin) : low_(begin), high_(begin), broken_(begin) {}

  void add(std::span<const double> values, std::size_t i) {
    if (!drawable(values[i])) {
      if (drawable(values[broken_])) broken_ = i;
      return;
    }
    if (!(values[low_] <= values[i])) low_ = i;
    if (!(values[high_] >= values[i])) high_ = i;
  }
  std::array<std::size_t, 3> places() const { return {low_, high_, broken_}; }

 private:
  std::size_t low_, high_, broken_;
};

/// About `most` places of a long polyline, ascending, that keep its look: of each of equal
/// stretches the first, those with the least and the largest x and y, the last and the first that
/// is not drawn. Where x ascends its extremes are the ends, and cost nothing.
inline std::vector<std::size_t> outline_places(std::span<const double> x, std::span<const double> y,
                                               std::size_t most) {
  const std::size_t a_stretch = std::is_sorted(x.begin(), x.end()) ? 4 : 6;
  const std::size_t stretch =
      std::max<std::size_t>(1, a_stretch * y.size() / std::max(a_stretch, most));
  std::vector<std::size_t> places;
  for (std::size_t begin = 0; begin < y.size(); begin += stretch) {
    const std::size_t end = std::min(begin + stretch, y.size());
    stretch_extremes along(begin), up(begin);
    for (std::size_t i = begin; i < end; ++i) {
      along.add(x, i);
      up.add(y, i);
    }
    std::vector<std::size_t> kept{begin, end - 1};
    for (const auto& extremes : {along.places(), up.places()})
      kept.insert(kept.end(), extremes.begin(), extremes.end());
    std::sort(kept.begin(), kept.end());
    places.insert(places.end(), kept.begin(), std::unique(kept.begin(), kept.end()));
  }
  return places;
}

}  // namespace proflens::plot::html_page
