#pragma once

#include <proflens/aggregate/multiple_tests.hpp>
#include <proflens/aggregate/student_t.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/sample_statistics.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// How far two means are apart, in standard errors, and what that error rests on: Welch (1947).
struct mean_difference {
  double t = undefined;
  double degrees_of_freedom = undefined;
};

/// Of variances of means (variance / n) and numbers of runs. Undefined for fewer than two runs, or
/// where neither scatters.
inline mean_difference difference_of(double distance, double error_a, double error_b,
                                     std::uint64_t count_a, std::uint64_t count_b) {
  const double error = error_a + error_b;
  if (!(error > 0)) return {};
  const auto rest = [](double one, std::uint64_t count) {
    return one * one / (static_cast<double>(count) - 1);
  };
  return {distance / std::sqrt(error),
          error * error / (rest(error_a, count_a) + rest(error_b, count_b))};
}

/// The ratio of the means of b and a with its 95 % interval, by the delta method on its logarithm:
/// the variance of log(mean) is about variance / (n mean^2).
inline void compare_means(const aggregate::moments& a, const aggregate::moments& b,
                          compared_class& into) {
  const auto errors = [](const aggregate::moments& m) {
    return m.variance() / static_cast<double>(m.count());
  };
  into.ratio = b.mean() / a.mean();
  if (!std::isfinite(into.ratio)) into.ratio = undefined;
  const double error_a = errors(a) / (a.mean() * a.mean());
  const double error_b = errors(b) / (b.mean() * b.mean());
  const auto log_ratio = difference_of(0, error_a, error_b, a.count(), b.count());
  const double reach = std::sqrt(error_a + error_b) *
                       aggregate::student_t_two_sided(0.95, log_ratio.degrees_of_freedom);
  into.ci95 = {into.ratio * std::exp(-reach), into.ratio * std::exp(reach)};
  const auto means = difference_of(b.mean() - a.mean(), errors(a), errors(b), a.count(), b.count());
  into.p_adjusted = aggregate::student_t_p_value(means.t, means.degrees_of_freedom);
}

/// The runs of a class on all devices, in this order.
struct class_total {
  aggregate::moments moments = {};
  double median = undefined;
};

inline class_total total_of(const stored_class& stored) {
  class_total total;
  std::vector<const duration_samples*> parts;
  for (const auto& [place, samples] : stored.places) {
    parts.push_back(&samples);
    total.moments += samples.moments;
  }
  total.median = sample_statistics().of(parts).median;
  return total;
}

/// All classes of two runs of a cluster, by key; p-values are corrected by Holm for the classes
/// that both have. What only one run has is told as such.
inline std::vector<compared_class> compared(const operator_store& a, const operator_store& b) {
  std::map<operator_key, compared_class> classes;
  std::map<operator_key, aggregate::moments> moments;
  for (const auto& [key, stored] : a.classes()) {
    const class_total total = total_of(stored);
    moments.emplace(key, total.moments);
    compared_class& one = classes[key];
    one.count_a = total.moments.count();
    one.mean_a = total.moments.mean();
    one.median_a = total.median;
  }
  for (const auto& [key, stored] : b.classes()) {
    const class_total total = total_of(stored);
    compared_class& one = classes[key];
    one.count_b = total.moments.count();
    one.mean_b = total.moments.mean();
    one.median_b = total.median;
    const auto other = moments.find(key);
    if (other != moments.end()) compare_means(other->second, total.moments, one);
  }
  std::vector<compared_class> result;
  std::vector<double> p_values;
  for (auto& [key, one] : classes) {
    one.key = key;
    p_values.push_back(one.p_adjusted);
    result.push_back(std::move(one));
  }
  const auto adjusted = aggregate::holm(p_values);
  for (std::size_t i = 0; i < result.size(); ++i) result[i].p_adjusted = adjusted[i];
  return result;
}

}  // namespace proflens::workflow
