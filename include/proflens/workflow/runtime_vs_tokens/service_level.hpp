#pragma once

#include <proflens/interval.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/runtime_vs_tokens/fitted_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>

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

/// The largest whole S up to which `runtime(S)` does not exceed the target, seen upward from where
/// it is least over the data; 0 if even a single token exceeds it, infinite if nothing does. A
/// model need not rise everywhere: what lies below its least point does not limit a batch.
template <class Runtime>
double largest_below(const Runtime& runtime, const interval& data, double target) {
  constexpr int places = 512;
  const auto at = [&](int i) { return std::floor(data.low + data.width() * i / places); };
  int least = 0;
  for (int i = 1; i <= places; ++i)
    if (runtime(at(i)) < runtime(at(least))) least = i;
  double good = at(least), bad = std::numeric_limits<double>::quiet_NaN();
  if (runtime(good) > target) {
    bad = good;
    good = 0;
    if (!(runtime(1) <= target)) return 0;
  }
  for (int i = least + 1; i <= places && std::isnan(bad); ++i)
    runtime(at(i)) > target ? bad = at(i) : good = at(i);
  for (double next = std::max(2 * data.high, 2.0); std::isnan(bad); next *= 2) {
    if (next > most_tokens) return std::numeric_limits<double>::infinity();
    runtime(next) > target ? bad = next : good = next;
  }
  while (bad - good > 1) {
    const double middle = std::floor((good + bad) / 2);
    (runtime(middle) > target ? bad : good) = middle;
  }
  return good;
}

/// Between which numbers of tokens of the data an answer lies; an end that is not there is NaN.
inline interval neighbours(std::span<const double> tokens, double answer) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  interval found{none, none};
  for (const double value : tokens) {
    if (value <= answer && !(value <= found.low)) found.low = value;
    if (value >= answer && !(value >= found.high)) found.high = value;
  }
  return found;
}

/// Data are near an answer if they lie on both sides of it, one of them within a fourth of it.
inline bool is_near(const interval& data, double answer) {
  if (std::isnan(data.low) || std::isnan(data.high)) return false;
  return answer - data.low <= answer / 4 || data.high - answer <= answer / 4;
}

inline std::string tokens_text(double tokens) {
  return report::rounded(static_cast<std::int64_t>(tokens));
}

/// What of an answer is not to be relied on, in words.
inline std::string doubt_about(const interval& data, double answer) {
  if (std::isnan(data.high))
    return "beyond the data, which end at " + tokens_text(data.low) + " tokens";
  if (std::isnan(data.low))
    return "below the data, which begin at " + tokens_text(data.high) + " tokens";
  return "no data between " + tokens_text(data.low) + " and " + tokens_text(data.high) +
         " tokens, where the answer lies (" + tokens_text(answer) + ")";
}

/// An end of an interval as it is told: NaN where the band never reaches the target, or is above it
/// everywhere; the reason is added.
inline double told_end(double tokens, std::string_view of, std::string& reason) {
  const bool none = tokens == 0, unbounded = std::isinf(tokens);
  if (!none && !unbounded) return tokens;
  reason += (reason.empty() ? "" : "; ") + std::string(of) +
            (none ? " is above the target for every number of tokens"
                  : " stays below the target for every number of tokens");
  return std::numeric_limits<double>::quiet_NaN();
}

/// The inverse of a model at the regime's median batch size.
inline service_level service_level_of(const fitted_model& model, const regime_steps& steps,
                                      double batch_size, double target_ms) {
  const auto [low, high] = std::ranges::minmax(steps.tokens);
  const interval data{low, high};
  const auto limit = [&](const auto& runtime) { return largest_below(runtime, data, target_ms); };
  service_level level{.target_ms = target_ms, .batch_size = batch_size};
  level.tokens = told_end(limit([&](double s) { return model.predict(batch_size, s); }),
                          "the model", level.reason);
  level.tokens_ci95.low =
      told_end(limit([&](double s) { return model.mean_interval(batch_size, s, 0.95).high; }),
               "the upper end of its 95 % band", level.reason);
  level.tokens_ci95.high =
      told_end(limit([&](double s) { return model.mean_interval(batch_size, s, 0.95).low; }),
               "the lower end of its 95 % band", level.reason);
  level.tokens_prediction95 =
      told_end(limit([&](double s) { return model.prediction_interval(batch_size, s, 0.95).high; }),
               "the upper 95 % prediction limit", level.reason);
  if (std::isnan(level.tokens)) return level;
  const interval around = neighbours(steps.tokens, level.tokens);
  level.extrapolated = !is_near(around, level.tokens);
  if (level.extrapolated)
    level.reason =
        doubt_about(around, level.tokens) + (level.reason.empty() ? "" : "; ") + level.reason;
  return level;
}

}  // namespace proflens::workflow
