#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

/// Sorting and selecting among few hundred values, of which there are many sets: no branch depends
/// on the values, because nothing foretells it.
namespace proflens::aggregate {

/// Moves the values that `goes` says to the front; returns how many there are.
template <class Goes>
std::size_t move_to_front(std::span<double> values, Goes goes) {
  std::size_t moved = 0;
  for (double& here : values) {
    const double value = here;
    here = values[moved];
    values[moved] = value;
    moved += goes(value) ? 1 : 0;
  }
  return moved;
}

/// So few are put in order by counting, for each, how many come before it.
inline constexpr std::size_t most_ranked = 16;

/// Sorts at most `most_ranked` values; equal ones keep their order.
inline void sort_by_ranks(std::span<double> values) {
  std::array<double, most_ranked> copy{};
  std::array<std::uint8_t, most_ranked> ranks{};
  std::ranges::copy(values, copy.begin());
  for (std::size_t later = 1; later < values.size(); ++later)
    for (std::size_t i = 0; i < later; ++i) {
      const std::uint8_t comes_before = copy[later] < copy[i] ? 1 : 0;
      ranks[i] = static_cast<std::uint8_t>(ranks[i] + comes_before);
      ranks[later] = static_cast<std::uint8_t>(ranks[later] + (comes_before ^ 1));
    }
  for (std::size_t i = 0; i < values.size(); ++i) values[ranks[i]] = copy[i];
}

inline double middle_of(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// A value that is likely to stand near the middle.
inline double pivot_of(std::span<const double> values) {
  const std::size_t part = values.size() / 8;
  const auto middle_near = [&](std::size_t i) {
    return middle_of(values[i - part / 2], values[i], values[i + part / 2]);
  };
  if (values.size() < 128) return middle_of(values[2 * part], values[4 * part], values[6 * part]);
  return middle_of(middle_near(2 * part), middle_near(4 * part), middle_near(6 * part));
}

/// Puts values where sorting would, at least at the places that are wanted: `is_wanted(first,
/// last)` says whether there is one among [first, last), places from 0 in the whole. None may be
/// NaN. `first` is the place of the first of these; after `more_parts` divisions in vain the
/// library sorts them, so that no input takes long.
template <class IsWanted>
void arrange(std::span<double> values, const IsWanted& is_wanted, std::size_t first,
             int more_parts) {
  while (values.size() > most_ranked) {
    if (!is_wanted(first, first + values.size())) return;
    if (more_parts-- == 0) {
      std::ranges::sort(values);
      return;
    }
    const double pivot = pivot_of(values);
    std::size_t done = move_to_front(values, [=](double value) { return value < pivot; });
    if (done == 0)  // none is less, and those equal to it are in their places
      done = move_to_front(values, [=](double value) { return value <= pivot; });
    else
      arrange(values.first(done), is_wanted, first, more_parts);
    values = values.subspan(done);
    first += done;
  }
  if (is_wanted(first, first + values.size())) sort_by_ranks(values);
}

template <class IsWanted>
void arrange(std::span<double> values, const IsWanted& is_wanted) {
  arrange(values, is_wanted, 0, 4 * static_cast<int>(std::bit_width(values.size())));
}

/// Sorts values, none of them NaN.
inline void sort_values(std::span<double> values) {
  arrange(values, [](std::size_t, std::size_t) { return true; });
}

/// Puts at each of the `ranks` (from 0, ascending, below the size) what sorting would put there.
inline void place_ranks(std::span<double> values, std::span<const std::size_t> ranks) {
  arrange(values, [=](std::size_t first, std::size_t last) {
    const auto next = std::ranges::lower_bound(ranks, first);
    return next != ranks.end() && *next < last;
  });
}

}  // namespace proflens::aggregate
