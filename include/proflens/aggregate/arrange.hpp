#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

/// Sorting and selecting among few hundred values, of which there are many sets: no branch depends
/// on the values, because nothing foretells it.
namespace proflens::aggregate {

/// Moves the values that `goes` says to the front; returns how many there are. `scratch` has room
/// for `count` values.
template <class Goes>
std::size_t move_to_front(double* values, std::size_t count, double* scratch, Goes goes) {
  std::size_t moved = 0, others = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i];
    values[moved] = value;
    scratch[others] = value;
    moved += goes(value) ? 1 : 0;
    others = i + 1 - moved;
  }
  std::copy_n(scratch, others, values + moved);
  return moved;
}

/// Moves those below the pivot, or, with `or_equal`, those not above it, to the front; returns how
/// many there are. `scratch` has room for `count` values and eight more.
inline std::size_t move_below(double* values, std::size_t count, double pivot, bool or_equal,
                              double* scratch) {
  if (or_equal)
    return move_to_front(values, count, scratch, [=](double value) { return value <= pivot; });
  return move_to_front(values, count, scratch, [=](double value) { return value < pivot; });
}

/// So few are put in order by counting, for each, how many come before it.
inline constexpr std::size_t most_ranked = 16;

/// Sorts at most `most_ranked` values; equal ones keep their order.
inline void sort_by_ranks(double* values, std::size_t count) {
  std::array<double, most_ranked> copy{};
  std::array<std::uint8_t, most_ranked> ranks{};
  std::copy_n(values, count, copy.begin());
  for (std::size_t later = 1; later < count; ++later)
    for (std::size_t i = 0; i < later; ++i) {
      const std::uint8_t comes_before = copy[later] < copy[i] ? 1 : 0;
      ranks[i] = static_cast<std::uint8_t>(ranks[i] + comes_before);
      ranks[later] = static_cast<std::uint8_t>(ranks[later] + (comes_before ^ 1));
    }
  for (std::size_t i = 0; i < count; ++i) values[ranks[i]] = copy[i];
}

/// What most of the time goes into; `arrange_vectors.hpp` has faster ones.
struct arrange_kernels {
  std::size_t (*move_below)(double*, std::size_t, double, bool, double*) = aggregate::move_below;
  void (*sort_few)(double*, std::size_t) = sort_by_ranks;
  std::size_t most_few = most_ranked;  ///< that `sort_few` can sort
};

inline double middle_of(double a, double b, double c) {
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// A value that is likely to stand near the middle; of 16 values at least.
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
/// NaN.
template <class IsWanted>
class arranger {
 public:
  arranger(const IsWanted& is_wanted, const arrange_kernels& kernels)
      : is_wanted_(&is_wanted), kernels_(kernels) {}

  /// After `more_parts` divisions in vain the library sorts them, so that no input takes long.
  void operator()(std::span<double> values, int more_parts) {
    std::array<double, 512> near;
    std::unique_ptr<double[]> far;
    const std::size_t room = values.size() + 8;
    if (room > near.size()) far = std::make_unique_for_overwrite<double[]>(room);
    scratch_ = far ? far.get() : near.data();
    arrange(values, 0, more_parts);
  }

 private:
  /// `first` is the place of the first of these.
  void arrange(std::span<double> values, std::size_t first, int more_parts) {
    while (values.size() > kernels_.most_few) {
      if (!(*is_wanted_)(first, first + values.size())) return;
      if (more_parts-- == 0) {
        std::ranges::sort(values);
        return;
      }
      const double pivot = pivot_of(values);
      const auto move = [&](bool or_equal) {
        return kernels_.move_below(values.data(), values.size(), pivot, or_equal, scratch_);
      };
      std::size_t done = move(false);
      if (done == 0)  // none is less, and those equal to it are in their places
        done = move(true);
      else
        arrange(values.first(done), first, more_parts);
      values = values.subspan(done);
      first += done;
    }
    if ((*is_wanted_)(first, first + values.size()))
      kernels_.sort_few(values.data(), values.size());
  }

  const IsWanted* is_wanted_;
  arrange_kernels kernels_;
  double* scratch_ = nullptr;
};

/// See `arranger`.
template <class IsWanted>
void arrange(std::span<double> values, const IsWanted& is_wanted,
             const arrange_kernels& kernels = {}) {
  if (values.size() < 2) return;
  const int most_parts = 4 * static_cast<int>(std::bit_width(values.size()));
  arranger<IsWanted>(is_wanted, kernels)(values, most_parts);
}

/// Sorts values, none of them NaN.
inline void sort_values(std::span<double> values, const arrange_kernels& kernels = {}) {
  arrange(
      values, [](std::size_t, std::size_t) { return true; }, kernels);
}

/// Puts at each of the `ranks` (from 0, ascending, below the size) what sorting would put there.
inline void place_ranks(std::span<double> values, std::span<const std::size_t> ranks,
                        const arrange_kernels& kernels = {}) {
  const auto is_wanted = [=](std::size_t first, std::size_t last) {
    const auto next = std::ranges::lower_bound(ranks, first);
    return next != ranks.end() && *next < last;
  };
  arrange(values, is_wanted, kernels);
}

}  // namespace proflens::aggregate
