#pragma once

#include <proflens/fit/inverse.hpp>
#include <proflens/interval.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/runtime_vs_tokens/fitted_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// The inverse of a cost model: how many tokens may a step have so that it stays below a run time?
namespace proflens::workflow {

/// The answer for one regime. A number that does not exist is NaN, and `reason` says why.
struct service_level {
  double target_ms = 0;
  double batch_size = 0;  ///< the regime's median, at which the model is asked
  /// The largest whole number of tokens whose predicted run time does not exceed the target.
  double tokens = std::numeric_limits<double>::quiet_NaN();
  /// The same for the upper and the lower end of the 95 % band of the mean.
  interval tokens_ci95{std::numeric_limits<double>::quiet_NaN(),
                       std::numeric_limits<double>::quiet_NaN()};
  /// The same for the upper end of the 95 % prediction interval: one more step stays below.
  double tokens_prediction95 = std::numeric_limits<double>::quiet_NaN();
  bool extrapolated = false;  ///< whether the answer lies beyond the data or far from them
  std::string reason{};       ///< what is missing or doubtful; else empty
};

/// Far beyond any batch of a server; a model that stays below the target up to here has no limit.
inline constexpr double most_tokens = 1e9;

/// A model at one batch size, as `fit::largest_below` takes it.
struct model_at_batch_size {
  const fitted_model& model;
  double batch_size = 0;

  double predict(double s) const { return model.predict(batch_size, s); }
  interval mean_interval(double s) const { return model.mean_interval(batch_size, s, 0.95); }
  interval prediction_interval(double s) const {
    return model.prediction_interval(batch_size, s, 0.95);
  }
};

/// Data are near an answer if they lie on both sides of it, one of them within a fourth of it.
inline bool is_near(const interval& data, double answer) {
  if (std::isinf(data.low) || std::isinf(data.high)) return false;
  return answer - data.low <= answer / 4 || data.high - answer <= answer / 4;
}

inline std::string tokens_text(double tokens) {
  return report::rounded(static_cast<std::int64_t>(tokens));
}

/// What of an answer is not to be relied on, in words.
inline std::string doubt_about(const interval& data, double answer) {
  if (std::isinf(data.high))
    return "beyond the data, which end at " + tokens_text(data.low) + " tokens";
  if (std::isinf(data.low))
    return "below the data, which begin at " + tokens_text(data.high) + " tokens";
  return "no data between " + tokens_text(data.low) + " and " + tokens_text(data.high) +
         " tokens, where the answer lies (" + tokens_text(answer) + ")";
}

/// A place as a whole number of tokens: NaN where the curve never reaches the target, or is above
/// it everywhere; the reason is added.
inline double whole_tokens(double place, std::string_view of, std::string& reason) {
  if (std::isfinite(place)) return std::floor(place);
  reason += (reason.empty() ? "" : "; ") + std::string(of) +
            (std::isnan(place) ? " is above the target for every number of tokens"
                               : " stays below the target for every number of tokens");
  return std::numeric_limits<double>::quiet_NaN();
}

/// Takes over what was found, in whole tokens.
inline void tell_places(service_level& level, const fit::inverse_estimate& found,
                        bool has_interval) {
  level.tokens = whole_tokens(found.value, "the model", level.reason);
  if (!has_interval) {
    level.reason += (level.reason.empty() ? "" : "; ") + std::string("the model has no interval");
    return;
  }
  level.tokens_ci95 = {
      whole_tokens(found.ci95.low, "the upper end of its 95 % band", level.reason),
      whole_tokens(found.ci95.high, "the lower end of its 95 % band", level.reason)};
  level.tokens_prediction95 =
      whole_tokens(found.prediction_limit, "the upper 95 % prediction limit", level.reason);
}

/// The inverse of a model at the regime's median batch size.
inline service_level service_level_of(const fitted_model& model, const regime_steps& steps,
                                      double batch_size, double target_ms) {
  service_level level{.target_ms = target_ms, .batch_size = batch_size};
  const auto [low, high] = std::ranges::minmax(steps.tokens);
  if (low == high) {
    level.reason = one_number_of_tokens(low);
    return level;
  }
  const model_at_batch_size curve{model, batch_size};
  const auto found = fit::largest_below(curve, target_ms, steps.tokens,
                                        {.from = 1, .reach = most_tokens / (high - low)});
  tell_places(level, found, !std::isnan(curve.mean_interval(high).high));
  if (std::isnan(level.tokens)) return level;
  const interval around = fit::neighbours(steps.tokens, level.tokens);
  level.extrapolated = !is_near(around, level.tokens);
  if (level.extrapolated)
    level.reason =
        doubt_about(around, level.tokens) + (level.reason.empty() ? "" : "; ") + level.reason;
  return level;
}

}  // namespace proflens::workflow
