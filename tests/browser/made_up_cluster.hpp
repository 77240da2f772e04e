#pragma once

#include <proflens/plot/box_page.hpp>
#include <proflens/unit.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

/// A page of operators that take 100 us to 10 ms on devices a few percent apart, one of them slow
/// on every third operator; each box has twelve values beyond its whiskers.
inline proflens::plot::box_page made_up_cluster(std::size_t operators, std::size_t devices) {
  constexpr const char* names[] = {"MatMul", "FlashAttentionScore", "RmsNorm", "Transpose",
                                   "SwiGlu", "hcom_allReduce_",     "矩阵乘",  "ReduceSum"};
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  proflens::plot::box_page page{.feature = "total_time", .unit = proflens::unit::microsecond};
  for (std::size_t k = 0; k < operators; ++k) {
    proflens::plot::box_panel panel{
        .op_name = names[k % 8] + std::to_string(k),
        .input_shape = "\"" + std::to_string(1 << k % 8) + ",128;5120,1024\"",
        .input_size = "DT_BF16;DT_BF16",
        .output_shape = "\"128,1024\""};
    const double middle = 10'000 * std::exp(-0.15 * static_cast<double>(k));
    for (std::size_t d = 0; d < devices; ++d) {
      const bool slow = d == devices * 5 / 7 && k % 3 == 0;
      const double at = middle * (slow ? 1.35 : 1) * (1 + 0.02 * normal(random));
      const double size = 0.05 * at * (1 + 0.1 * normal(random));
      proflens::plot::device_box one{.node = static_cast<std::int64_t>(d / 8),
                                     .device = static_cast<std::int64_t>(d % 8),
                                     .count = 200 + d,
                                     .mean = at * 1.004,
                                     .deviation = size,
                                     .min = at - 3.1 * size,
                                     .q1 = at - 0.67 * size,
                                     .median = at,
                                     .q3 = at + 0.68 * size,
                                     .whisker_low = at - 2.5 * size,
                                     .whisker_high = at + 2.6 * size,
                                     .p95 = at + 1.7 * size,
                                     .p99 = at + 2.4 * size,
                                     .max = at + 5 * size,
                                     .outliers_not_shown = 2,
                                     .slow = slow};
      for (int o = 0; o < 12; ++o) one.outliers.push_back(at + (2.7 + 0.2 * o) * size);
      panel.boxes.push_back(std::move(one));
    }
    page.panels.push_back(std::move(panel));
  }
  return page;
}
