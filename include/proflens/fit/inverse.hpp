#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/interval.hpp>

/// `fit::largest_below`: up to where a model stays below a target, such as the largest batch that
/// keeps a promised time. For every model of one input with `predict`, `mean_interval` and
/// `prediction_interval`; `fit::slice` makes one of a model of two inputs.
namespace proflens::fit {

/// Where a model stays below a target, and how far that can be trusted. A place is NaN where the
/// curve is above the target everywhere, and infinite where it stays below as far as was looked.
struct inverse_estimate {
  double value = 0;             ///< the model stays below the target up to here
  interval ci95{};              ///< the same of the upper and of the lower end of its 95 % band
  double prediction_limit = 0;  ///< 95 %: a single observation stays below, up to here
  bool extrapolated = false;    ///< there are no data near the value
  interval gap{};               ///< the nearest data on both sides; infinite where there are none
  std::string reason{};         ///< in words: what is missing, or where data are missing

  friend bool operator==(const inverse_estimate&, const inverse_estimate&) = default;
};

struct inverse_options {
  double from = 0;           ///< where to begin to look
  double reach = 100;        ///< how far to look beyond the data, in widths of their range
  double largest_gap = 0.2;  ///< data are near where none are missing over more of their range
};

/// A model of two inputs along the second one.
template <class Model>
struct model_slice {
  const Model& model;
  double first = 0;

  double predict(double second) const { return model.predict(first, second); }
  interval mean_interval(double second) const { return model.mean_interval(first, second); }
  interval prediction_interval(double second) const {
    return model.prediction_interval(first, second);
  }
};
template <class Model>
model_slice<Model> slice(const Model& model, double first) {
  return {model, first};
}
template <class Model>
model_slice<Model> slice(Model&&, double) = delete;  // it would outlive its model

/// Where to look for a curve that rises above a target.
struct search_places {
  std::vector<double> all;    ///< ascending
  std::size_t data_from = 0;  ///< the places from here
  std::size_t data_to = 0;    ///< to before here lie within the range of the data
};

/// Evenly up to the end of the data, then ever wider apart.
inline search_places places_to_look(double from, const interval& data, double reach) {
  constexpr int steps = 1000;
  const double end = std::max(from, data.high);
  const double width = std::max(data.width(), end - from);
  search_places places;
  for (int i = 0; i <= steps; ++i) places.all.push_back(from + (end - from) * i / steps);
  places.data_to = places.all.size();
  const auto first = std::ranges::lower_bound(places.all, data.low);
  places.data_from =
      std::min(static_cast<std::size_t>(first - places.all.begin()), places.data_to - 1);
  for (int i = 1; i <= steps; ++i) {
    const double part = static_cast<double>(i) / steps;
    places.all.push_back(end + reach * width * part * part * part);
  }
  return places;
}

/// The first place of some where a curve is not above the target; `end` if there is none.
template <class Curve>
std::size_t first_not_above(const Curve& curve, double target, std::span<const double> places,
                            std::size_t begin, std::size_t end) {
  while (begin < end && !(curve(places[begin]) <= target)) ++begin;
  return begin;
}

/// Where `curve` rises above the target, seen upward from the first place over the data where it is
/// not above it; if there is none, from the first place before the data. A model need not rise
/// everywhere: one that falls below the target is left where it rises again. NaN where the curve is
/// above the target all the way, or is NaN; infinite where it never rises above again. Looked for
/// on the places and then halved to the last bit, so a swing between two places goes unseen.
template <class Curve>
double first_above(const Curve& curve, double target, const search_places& places) {
  const std::vector<double>& at = places.all;
  std::size_t begin = first_not_above(curve, target, at, places.data_from, places.data_to);
  if (begin == places.data_to) {
    begin = first_not_above(curve, target, at, 0, places.data_from);
    if (begin == places.data_from) return std::numeric_limits<double>::quiet_NaN();
  }
  for (std::size_t i = begin + 1; i < at.size(); ++i) {
    if (curve(at[i]) <= target) continue;
    double below = at[i - 1], above = at[i];
    for (;;) {
      const double middle = below + (above - below) / 2;
      if (!(below < middle && middle < above)) return below;
      (curve(middle) <= target ? below : above) = middle;
    }
  }
  return std::numeric_limits<double>::infinity();
}

/// The nearest of the data on both sides of a place.
inline interval neighbours(std::span<const double> data, double place) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  interval nearest{-infinity, infinity};
  for (const double x : data) {
    if (x <= place) nearest.low = std::max(nearest.low, x);
    if (x >= place) nearest.high = std::min(nearest.high, x);
  }
  return nearest;
}

/// A number as short as it can be read back.
inline std::string number_text(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

/// Says where data are missing near the value, or why there is no value or no end of its interval.
inline void explain(inverse_estimate& found, const interval& data, const inverse_options& options) {
  if (std::isnan(found.value)) {
    found.reason = "the model is above the target everywhere";
  } else if (std::isinf(found.value)) {
    found.extrapolated = true;
    found.reason = "the model stays below the target as far as was looked";
  } else if (!data.contains(found.value)) {
    found.extrapolated = true;
    found.reason = "beyond the data, which lie between " + number_text(data.low) + " and " +
                   number_text(data.high);
  } else if (found.gap.width() > options.largest_gap * data.width()) {
    found.extrapolated = true;
    found.reason =
        "no data between " + number_text(found.gap.low) + " and " + number_text(found.gap.high);
  }
  if (std::isfinite(found.value) &&
      !(std::isfinite(found.ci95.low) && std::isfinite(found.ci95.high))) {
    found.reason += found.reason.empty() ? "" : "; ";
    found.reason += std::isnan(found.ci95.low) && std::isnan(found.ci95.high)
                        ? "the model has no interval"
                        : "the interval is not bounded";
  }
}

/// Up to where `model` stays below `target`; `data` are the inputs it was fitted to. The interval
/// inverts the 95 % band of the mean: for a line it is Fieller's set where that is bounded. Throws
/// fit::error without data or for a target that is NaN.
template <class Model>
inverse_estimate largest_below(const Model& model, double target, std::span<const double> data,
                               const inverse_options& options = {}) {
  if (data.empty()) throw error("no data: how far a model holds cannot be said");
  if (std::isnan(target)) throw error("the target is NaN");
  const auto [low, high] = std::ranges::minmax_element(data);
  const interval range{*low, *high};
  const search_places places = places_to_look(options.from, range, options.reach);
  inverse_estimate found;
  const auto meets = [&](const auto& curve) { return first_above(curve, target, places); };
  found.value = meets([&](double x) { return model.predict(x); });
  found.ci95 = {meets([&](double x) { return model.mean_interval(x).high; }),
                meets([&](double x) { return model.mean_interval(x).low; })};
  found.prediction_limit = meets([&](double x) { return model.prediction_interval(x).high; });
  found.gap = neighbours(data, found.value);
  explain(found, range, options);
  return found;
}

}  // namespace proflens::fit
