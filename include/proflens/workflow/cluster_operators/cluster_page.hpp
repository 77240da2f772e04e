#pragma once

#include <proflens/plot/box_page.hpp>
#include <proflens/report/number.hpp>
#include <proflens/unit.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/sample_statistics.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// The pages `<feature>_info.html`.
namespace proflens::workflow {

/// Outliers of a box that a page may draw; how many there are beyond is said.
inline constexpr std::size_t drawn_outliers = 20;

inline plot::device_box box_of(const cluster_device& at, const duration_samples& samples,
                               bool is_slow) {
  const duration_statistics time = statistics_of(samples);
  aggregate::capped_box box = samples.quantiles.box(drawn_outliers);
  return {.node = at.node,
          .device = at.device,
          .count = time.count,
          .mean = time.mean,
          .deviation = time.standard_deviation,
          .min = time.min,
          .q1 = time.q1,
          .median = time.median,
          .q3 = time.q3,
          .whisker_low = box.shown.whisker_low,
          .whisker_high = box.shown.whisker_high,
          .p95 = time.p95,
          .p99 = time.p99,
          .max = time.max,
          .outliers = std::move(box.shown.outliers),
          .outliers_not_shown = box.left_out,
          .slow = is_slow};
}

/// The devices on which a class is slow.
inline std::set<cluster_device> slow_on(const cluster_operators_result& result,
                                        const operator_key& key) {
  std::set<cluster_device> devices;
  for (const slow_device& slow : result.slow_devices)
    if (slow.op_name == key.op_name && slow.input_shape == key.input_shape &&
        slow.input_size == key.input_size && slow.output_shape == key.output_shape)
      devices.insert({slow.node, slow.device});
  return devices;
}

/// The largest relative error of a feature's quantiles; 0: all are exact. Features have samples of
/// their own, which may be too many where those of the durations are not.
inline double percentile_error_of(const operator_feature& feature) {
  double largest = 0;
  for (const auto& devices : feature.samples)
    for (const auto& [at, samples] : devices)
      largest = std::max(largest, samples.quantiles.percentile_error());
  return largest;
}

/// A page of one feature: a panel for each of the top operators, a box for each device that has a
/// value of it.
inline plot::box_page page_of(const cluster_operators_result& result,
                              const operator_feature& feature) {
  plot::box_page page{.feature = feature.name(),
                      .unit = feature.is_ratio() ? unit::none : unit::microsecond};
  for (std::size_t i = 0; i < feature.samples.size(); ++i) {
    const operator_key& key = result.classes[result.top[i]].key;
    const std::set<cluster_device> slow = slow_on(result, key);
    plot::box_panel panel{.op_name = key.op_name,
                          .input_shape = key.input_shape,
                          .input_size = key.input_size,
                          .output_shape = key.output_shape};
    for (const auto& [at, samples] : feature.samples[i])
      panel.boxes.push_back(box_of(at, samples, slow.contains(at)));
    page.panels.push_back(std::move(panel));
  }
  if (feature.empty())
    page.notes.push_back(
        {"None of these operators has a value of it: collectives have none. "
         "--filter '^(?!hcom)' leaves those out.",
         "\u8fd9\u4e9b\u7b97\u5b50\u90fd\u6ca1\u6709\u6b64\u6307\u6807\u7684\u6570\u636e\uff1a"
         "\u901a\u4fe1\u7b97\u5b50\u6ca1\u6709\u8fd9\u4e9b\u6307\u6807\u3002\u9009\u9879 --filter "
         "'^(?!hcom)' \u53ef\u53bb\u6389\u5b83\u4eec\u3002"});
  if (const double largest = percentile_error_of(feature); largest > 0) {
    const std::string error = report::rounded(100 * largest, 2);
    page.notes.push_back({"Quantiles are within " + error + " % (sketch).",
                          "\u5206\u4f4d\u6570\u8bef\u5dee\u4e0d\u8d85\u8fc7 " + error +
                              " %\uff08\u8fd1\u4f3c\u7b97\u6cd5\uff09\u3002"});
  }
  return page;
}

}  // namespace proflens::workflow
