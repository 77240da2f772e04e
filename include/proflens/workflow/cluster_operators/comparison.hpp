#pragma once

#include <proflens/aggregate/multiple_tests.hpp>
#include <proflens/aggregate/student_t.hpp>
#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

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

/// The runs of a class on all devices.
inline sample_sum whole_of(const stored_class& stored) {
  sample_sum sum;
  for (const auto& [place, samples] : stored.places) sum += sample_sum(samples);
  return sum;
}

/// All classes of two runs of a cluster, by key; p-values are corrected by Holm for the classes
/// that both have. What only one run has is told as such.
inline std::vector<compared_class> compared(const operator_store& a, const operator_store& b) {
  std::map<operator_key, compared_class> classes;
  std::map<operator_key, aggregate::moments> moments;
  for (const auto& [key, stored] : a.classes()) {
    const sample_sum sum = whole_of(stored);
    moments.emplace(key, sum.moments);
    compared_class& one = classes[key];
    one.count_a = sum.moments.count();
    one.mean_a = sum.moments.mean();
    one.median_a = aggregate::weighted_quantile(sum.values, 0.5);
  }
  for (const auto& [key, stored] : b.classes()) {
    const sample_sum sum = whole_of(stored);
    compared_class& one = classes[key];
    one.count_b = sum.moments.count();
    one.mean_b = sum.moments.mean();
    one.median_b = aggregate::weighted_quantile(sum.values, 0.5);
    const auto other = moments.find(key);
    if (other != moments.end()) compare_means(other->second, sum.moments, one);
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
