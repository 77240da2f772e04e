#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/fit/cross_validation.hpp>
#include <proflens/fit/equation.hpp>

/// Which of several models to use, and why, in words.
namespace proflens::fit {

/// A model that may be chosen.
struct candidate {
  std::string_view name;
  /// The criterion it is judged by; NaN: by time-ordered cross-validation alone, because what it
  /// has in parameters cannot be counted (ridge, saturation).
  double aicc = std::numeric_limits<double>::quiet_NaN();
  double parameters = 0;  ///< of two equal ones the one with fewer is chosen
  bool perfect = false;   ///< the points lie on it to rounding: no criterion can be better
  /// y - prediction of a time-ordered cross-validation, point by point; empty where there is none.
  std::span<const double> residuals{};
  std::string_view ineligible{};  ///< why it may not be chosen; empty where it may
};

/// What was chosen.
struct choice {
  std::string name{};    ///< empty where no candidate may be chosen
  std::string reason{};  ///< a sentence
};

/// A model with more parameters has to be better by this much; differences of up to 2 mean nothing
/// (Burnham and Anderson 2002, section 2.6). Without it an independent column would be taken in on
/// 15 % of all straight lines.
inline constexpr double worthwhile_aicc = 2;

/// Errors on the same points, compared: the mean of how much larger the squared errors of `b` are
/// than those of `a`, in standard errors of that mean (Diebold and Mariano 1995, for points that
/// follow each other independently). NaN without common points.
inline double advantage(std::span<const double> a, std::span<const double> b) {
  double n = 0, mean = 0, squares = 0;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const double gain = b[i] * b[i] - a[i] * a[i];
    if (std::isnan(gain)) continue;
    const double from_mean = gain - mean;
    mean += from_mean / ++n;
    squares += from_mean * (gain - mean);
  }
  return n < 2 ? std::numeric_limits<double>::quiet_NaN() : mean / std::sqrt(squares / (n - 1) / n);
}

/// Root mean square of those that are not NaN.
inline double root_mean_square(std::span<const double> residuals) {
  double n = 0, squares = 0;
  for (const double r : residuals) {
    if (std::isnan(r)) continue;
    ++n;
    squares += r * r;
  }
  return std::sqrt(squares / n);
}

/// How much better a model must predict what follows in time, in standard errors.
inline constexpr double worthwhile_advantage = 2;

/// An AICc to three digits at least and always to a tenth: of thousands of points it is large, and
/// still only differences count.
inline std::string aicc_text(double aicc) {
  const double size = std::abs(aicc);
  const int whole = size >= 1 && std::isfinite(size) ? 1 + static_cast<int>(std::log10(size)) : 1;
  return short_number(aicc, {.significant_digits = std::max(3, whole + 1)});
}

/// The candidate of the least AICc, `worthwhile_aicc` below all with fewer parameters; nullptr if
/// none has one and may be chosen. Adds to `reason`.
inline const candidate* choose_by_aicc(std::span<const candidate> all, std::string& reason) {
  const auto criterion = [](const candidate& of) {
    return of.perfect ? -std::numeric_limits<double>::infinity() : of.aicc;
  };
  std::vector<const candidate*> sorted;
  for (const candidate& one : all)
    if (one.ineligible.empty() && !std::isnan(criterion(one))) sorted.push_back(&one);
  std::ranges::stable_sort(sorted, {}, [](const candidate* of) { return of->parameters; });
  if (sorted.empty()) return nullptr;

  const candidate* best = sorted.front();
  for (const candidate* one : sorted)
    if (criterion(*one) < criterion(*best) - worthwhile_aicc) best = one;

  reason = std::string(best->name) + ": ";
  if (best->perfect) {
    reason += "the points lie on it to rounding";
    return best;
  }
  reason += "AICc " + aicc_text(best->aicc);
  std::string others;
  for (const candidate* one : sorted) {
    if (one == best) continue;
    others += (others.empty() ? " against " : ", ") + aicc_text(criterion(*one)) + " of the " +
              std::string(one->name);
    if (criterion(*one) <= criterion(*best)) others += " (more parameters, less than 2 better)";
  }
  reason += others.empty() ? ", and no other model to compare with" : others;
  return best;
}

/// Chooses: among candidates with an AICc by `choose_by_aicc`; another only if it predicts what
/// follows in time better than that one by more than two standard errors, of several the one with
/// the least error. Where none has an AICc, the least error wins.
inline choice choose(std::span<const candidate> all) {
  choice chosen;
  const candidate* best = choose_by_aicc(all, chosen.reason);
  const bool is_perfect = best != nullptr && best->perfect;
  const candidate* const first = best;
  std::string judged;
  for (const candidate& one : all) {
    const bool by_time = one.ineligible.empty() && std::isnan(one.aicc) && !one.residuals.empty();
    if (!by_time || is_perfect) continue;
    const double rmse = root_mean_square(one.residuals);
    judged += (judged.empty() ? "" : ", ") + short_number(rmse, {.significant_digits = 3}) +
              " of " + std::string(one.name);
    const bool beats_first =
        first == nullptr || advantage(one.residuals, first->residuals) > worthwhile_advantage;
    const bool beats_best = best == first || rmse < root_mean_square(best->residuals);
    if (beats_first && beats_best) best = &one;
  }
  if (best == nullptr) return {"", "no model may be chosen"};
  chosen.name = best->name;
  if (best != first) {
    chosen.reason = std::string(best->name) + ": least error on what follows in time";
  } else if (!judged.empty()) {
    chosen.reason += first->residuals.empty() ? "; it has no cross-validation to compare others by"
                                              : "; none predicts what follows in time better by "
                                                "more than two standard errors";
  }
  if (!judged.empty()) {
    chosen.reason += ": RMSE " + judged;
    if (first != nullptr && !first->residuals.empty())
      chosen.reason += " against " +
                       short_number(root_mean_square(first->residuals), {.significant_digits = 3}) +
                       " of the " + std::string(first->name);
  }
  return chosen;
}

}  // namespace proflens::fit
