#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/axis.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/limits.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace proflens::plot {

/// A range that has a width: where all numbers are equal, `share` of them is added on both sides,
/// and none at all become 0 to 1.
inline interval widened(data_range data, double share) {
  if (data.empty()) return {0, 1};
  const double size = std::max(std::abs(data.low), std::abs(data.high));
  const double width = data.high - data.low;
  if (width > size * 1e-14 && width > 1e-280) return {data.low, data.high};
  if (size <= 1e-280) return {-share, share};
  return {data.low - share * size, data.high + share * size};
}

/// Throws plot::error for limits that are not finite, have no place on the axis or are not in
/// order.
inline void require_limits(const axis& asked) {
  const std::string described = asked.label.empty() ? "axis" : "axis '" + asked.label + "'";
  if (const auto* log = std::get_if<logarithmic>(&asked.scale); log && !(log->base > 1))
    throw error(described + ": the base of a logarithmic axis must be above 1, found " +
                std::to_string(log->base));
  for (const auto& limit : {asked.low, asked.high}) {
    if (limit && !drawable(*limit))
      throw error(described + ": a limit is not a finite number; leave it out to take the data's");
    if (limit && *limit < least_place(asked))
      throw error(described + ": a limit of a logarithmic axis must be positive, found " +
                  std::to_string(*limit) + "; leave it out to take the data's");
  }
  if (asked.low && asked.high && !(*asked.low < *asked.high))
    throw error(described + ": the lower limit " + std::to_string(*asked.low) +
                " must lie below the upper one " + std::to_string(*asked.high));
}

/// The limits of an axis in places, whatever its scale.
inline interval place_limits(std::optional<double> low, std::optional<double> high, data_range data,
                             interval wide, double margin, const std::vector<double>& edges) {
  const bool none = data.empty();  // then there is nothing a margin would keep off the frame
  // A share of the whole axis, with the end that was given: else points far from it touch the
  // frame.
  const interval whole{std::min(low.value_or(wide.low), wide.low),
                       std::max(high.value_or(wide.high), wide.high)};
  const double free = none ? 0 : margin * whole.width();
  interval limits{low.value_or(wide.low - free), high.value_or(wide.high + free)};
  for (const double edge : edges) {
    if (!low && edge <= data.low) limits.low = std::max(limits.low, edge);
    if (!high && edge >= data.high) limits.high = std::min(limits.high, edge);
  }
  if (limits.low < limits.high) return limits;
  // All data lie on the far side of the one limit that was given.
  const double room = std::max(1.0, std::abs(low.value_or(limits.high)));
  (low ? limits.high : limits.low) = low ? limits.low + room : limits.high - room;
  return limits;
}

/// The final limits of an axis: those asked for, else the data's with the margin (a share of
/// their range and the limit that is given, as it looks on the axis), which does not cross an edge.
/// Names are all shown. Throws plot::error for limits that are not finite, not in order, or not
/// positive on a logarithmic axis.
inline interval axis_limits(const axis& asked, data_range data, double margin,
                            const std::vector<double>& edges = {}) {
  require_limits(asked);
  if (const auto* names = std::get_if<categories>(&asked.scale); names && !names->names.empty()) {
    const interval whole{-0.5, static_cast<double>(names->names.size()) - 0.5};
    return place_limits(asked.low, asked.high, {whole.low, whole.high}, whole, 0, {});
  }
  if (!is_logarithmic(asked))
    return place_limits(asked.low, asked.high, data, widened(data, 0.05), margin, edges);
  const auto place = [](std::optional<double> limit) -> std::optional<double> {
    return limit ? std::optional(std::log10(*limit)) : std::nullopt;
  };
  data_range places;
  if (!data.empty()) places = {std::log10(data.low), std::log10(data.high)};
  interval wide{0, 1};
  if (!places.empty()) wide = {places.low, places.high};
  if (!(wide.width() > 1e-9)) wide = {wide.low - 0.5, wide.high + 0.5};
  const interval limits =
      place_limits(place(asked.low), place(asked.high), places, wide, margin, {});
  interval powers{asked.low.value_or(std::pow(10, std::clamp(limits.low, -300.0, 299.0))),
                  asked.high.value_or(std::pow(10, std::clamp(limits.high, -299.0, 300.0)))};
  if (!(powers.low < powers.high))  // a limit was given at the very end of all numbers
    (asked.low ? powers.high : powers.low) = asked.low ? powers.low * 10 : powers.high / 10;
  return powers;
}

}  // namespace proflens::plot
