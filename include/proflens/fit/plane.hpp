#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

#include <proflens/fit/error.hpp>
#include <proflens/fit/linear_model.hpp>

namespace proflens::fit {

/// The terms of a plane: its two inputs as they are.
struct plane_terms {
  std::array<double, 2> operator()(double first, double second) const { return {first, second}; }
  friend bool operator==(const plane_terms&, const plane_terms&) = default;
};

/// T = a + b B + c S: `predict(B, S)`; `fit.coefficients` are a, b, c.
using plane_fit = linear_model<plane_terms, 2>;

/// Why two inputs do not determine a plane, in words.
inline std::string why_no_plane(const plane_fit& model, std::span<const double> first,
                                std::span<const double> second) {
  const linear_symbols& names = model.fit.symbols;
  if (std::ranges::equal(first, second)) {
    return names.column(0) + " and " + names.column(1) + " are the same column";
  }
  for (std::size_t j = 0; j < 2; ++j) {
    if (model.ranges[j].low == model.ranges[j].high) {
      return names.column(j) + " is the same in all " + std::to_string(model.fit.n) + " points";
    }
  }
  return names.column(0) + " and " + names.column(1) + " lie on a straight line";
}

/// The plane through points over `first` and `second`, by (weighted) least squares. Throws
/// fit::error where `fit::linear` does, and where the points lie above a straight line: as B = S in
/// pure decode, or where one of them is constant.
inline plane_fit plane(std::span<const double> first, std::span<const double> second,
                       std::span<const double> y, const linear_options& options = {},
                       const linear_symbols& symbols = {}) {
  plane_fit model = linear(plane_terms{}, std::array{first, second}, y, options, symbols);
  if (model.fit.rank < 3) throw error(why_no_plane(model, first, second));
  return model;
}

}  // namespace proflens::fit
