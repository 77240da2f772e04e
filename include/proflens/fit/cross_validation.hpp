#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <proflens/fit/error.hpp>
#include <proflens/fit/errors.hpp>

/// Errors of a model on points that it was not fitted to.
namespace proflens::fit {

/// How points, numbered in their order, are parted into those to fit and those to predict. Made by
/// `k_fold` or `time_ordered`.
class fold_plan {
 public:
  /// A fold of fewer points says nothing.
  static constexpr std::size_t least_points = 5;

  enum class kind { interleaved, expanding };

  /// Throws fit::error if a fold would have fewer than `least_points`.
  fold_plan(kind how, std::size_t points, std::size_t folds)
      : how_(how), points_(points), folds_(folds) {
    const std::size_t parts = how == kind::interleaved ? folds : folds + 1;
    if (folds == 0 || points / parts < least_points || parts < 2) {
      throw error(std::to_string(points) + (points == 1 ? " point is" : " points are") +
                  " too few for cross-validation by " + std::to_string(folds) +
                  (how == kind::interleaved ? " folds" : " windows") + ": it needs " +
                  std::to_string(least_points) + " points in each, " +
                  std::to_string(parts * least_points) + " in all");
    }
  }

  std::size_t points() const { return points_; }
  std::size_t folds() const { return folds_; }

  /// The points to fit the model of a fold to, ascending.
  std::vector<std::size_t> training(std::size_t fold) const { return taken(fold, true); }
  /// The points to predict by it, ascending.
  std::vector<std::size_t> test(std::size_t fold) const { return taken(fold, false); }

 private:
  std::size_t part_begin(std::size_t part) const { return part * points_ / (folds_ + 1); }

  std::vector<std::size_t> taken(std::size_t fold, bool to_fit) const {
    std::vector<std::size_t> places;
    if (how_ == kind::expanding) {
      const std::size_t begin = to_fit ? 0 : part_begin(fold + 1);
      const std::size_t end = to_fit ? part_begin(fold + 1) : part_begin(fold + 2);
      for (std::size_t i = begin; i < end; ++i) places.push_back(i);
    } else {
      for (std::size_t i = 0; i < points_; ++i)
        if ((i % folds_ == fold) != to_fit) places.push_back(i);
    }
    return places;
  }

  kind how_;
  std::size_t points_, folds_;
};

/// Point i is predicted by the model of all points but those i, i + k, i - k and so on.
inline fold_plan k_fold(std::size_t points, std::size_t k = 5) {
  return {fold_plan::kind::interleaved, points, k};
}

/// The points in their order in time, cut into equal parts, one more than there are windows: each
/// part but the first is predicted by the model of all parts before it. What drifts shows here, and
/// not in `k_fold`, where the neighbours of each point are known.
inline fold_plan time_ordered(std::size_t points, std::size_t windows = 5) {
  return {fold_plan::kind::expanding, points, windows};
}

/// What cross-validation found.
struct cross_validation {
  errors error{};  ///< over all points that were predicted; n is 0 where it was not offered
  /// y - prediction for each point; NaN where it was not predicted (the first part of a
  /// `time_ordered`). Empty where it was not offered.
  std::vector<double> residuals{};
  std::string reason{};  ///< why it was not offered; else empty

  bool offered() const { return reason.empty(); }
};

/// Cross-validates a model: `fit(training)` takes the places of the points to fit and returns a
/// function that predicts the y of any place. Where a fold cannot be fitted nothing is offered, and
/// the reason says why; see `errors` for what its numbers mean.
template <class Fit>
cross_validation cross_validate(std::span<const double> y, const fold_plan& plan, const Fit& fit) {
  if (plan.points() != y.size()) {
    throw error("the plan is for " + std::to_string(plan.points()) + " points, y has " +
                std::to_string(y.size()) + " values");
  }
  cross_validation result;
  result.residuals.assign(y.size(), std::numeric_limits<double>::quiet_NaN());
  error_sums sums;
  for (std::size_t fold = 0; fold < plan.folds(); ++fold) {
    const std::vector<std::size_t> training = plan.training(fold);
    try {
      const auto predict = fit(std::span<const std::size_t>(training));
      for (const std::size_t i : plan.test(fold)) {
        const double predicted = predict(i);
        result.residuals[i] = y[i] - predicted;
        sums(y[i], predicted);
      }
    } catch (const error& why) {
      return {.reason = "fold " + std::to_string(fold + 1) + " of " + std::to_string(plan.folds()) +
                        " has no model: " + why.what()};
    }
  }
  result.error = sums.result();
  return result;
}

/// The values at some places: what a fold hands to a fit.
inline std::vector<double> at_places(std::span<const double> values,
                                     std::span<const std::size_t> places) {
  std::vector<double> taken;
  taken.reserve(places.size());
  for (const std::size_t i : places) taken.push_back(values[i]);
  return taken;
}

}  // namespace proflens::fit
