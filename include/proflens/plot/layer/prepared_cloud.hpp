#pragma once

#include <proflens/plot/canvas.hpp>
#include <proflens/plot/layer/band.hpp>
#include <proflens/plot/layer/pixel_area.hpp>
#include <proflens/plot/layer/prepared_series.hpp>
#include <proflens/plot/scene.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <future>
#include <vector>

namespace proflens::plot::layer {

/// A cloud cut into bands of rows, one for each thread.
class prepared_cloud {
 public:
  prepared_cloud(const scene::cloud& cloud, const pixel_area& area, double scale) : area_(area) {
    for (const auto& points : cloud.all) {
      series_.emplace_back(points, area, scale);
      reach_ = std::max(reach_, series_.back().stamps().reach());
    }
  }

  void paint(const canvas& target, unsigned threads) const {
    const std::vector<int> cuts = cut(std::min(threads, most_threads()));
    std::vector<band> bands;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      bands.emplace_back(area_.width, cuts[i + 1] - cuts[i], reach_);
    }
    const auto work = [&](std::size_t i) {
      for (std::size_t s = series_.size(); s-- > 0;) {
        bands[i].begin_series();
        series_[s].put_into(bands[i], cuts[i]);
      }
      bands[i].composite(target, area_.left, area_.top + cuts[i]);
    };
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < bands.size(); ++i) {
      others.push_back(std::async(std::launch::async, work, i));
    }
    work(0);
    for (auto& other : others) other.get();
  }

 private:
  /// For a few markers it would take longer to start a thread than to draw them.
  unsigned most_threads() const {
    std::size_t points = 0;
    for (const auto& series : series_) points += series.size();
    return static_cast<unsigned>(std::min<std::size_t>(points / 500 + 1, 1024));
  }

  /// Rows at which to cut so that every band takes about the same time.
  std::vector<int> cut(unsigned threads) const {
    const std::vector<double> until = cost_until_row();
    std::vector<int> cuts{0};
    for (unsigned i = 1; i < threads; ++i) {
      const double share = until.back() * i / threads;
      const auto at = std::lower_bound(until.begin(), until.end(), share) - until.begin();
      const int row = static_cast<int>(at) * row_step;
      if (row > cuts.back() && row < area_.height) cuts.push_back(row);
    }
    cuts.push_back(area_.height);
    return cuts;
  }

  /// The time that rows take from the top down: a marker counts 1 while its cell has few, later
  /// ones are mostly hidden and cost a look.
  std::vector<double> cost_until_row() const {
    constexpr double full = 10, look = 0.03;
    const int columns = area_.width / cell_width + 1, rows = area_.height / row_step + 1;
    std::vector<double> cost;
    const std::vector<double> markers = sampled_markers(columns, rows);
    for (std::size_t i = 0; i < markers.size(); ++i) {
      if (i % static_cast<std::size_t>(columns) == 0)
        cost.push_back(cost.empty() ? 0 : cost.back());
      cost.back() += std::min(markers[i], full) + markers[i] * look;
    }
    return cost;
  }

  /// About how many markers have their centre in each cell, row by row.
  std::vector<double> sampled_markers(int columns, int rows) const {
    std::vector<double> count(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (const auto& points : series_) {
      const std::size_t stride = points.size() / 20000 + 1;
      for (std::size_t i = 0; i < points.size(); i += stride) {
        const double x = points.x(i), y = points.y(i);
        if (!(x >= 0 && x < area_.width && y >= 0 && y < area_.height)) continue;
        const int cell =
            static_cast<int>(y) / row_step * columns + static_cast<int>(x) / cell_width;
        count[static_cast<std::size_t>(cell)] += static_cast<double>(stride);
      }
    }
    return count;
  }

  static constexpr int row_step = 8, cell_width = 64;  ///< pixels
  pixel_area area_;
  int reach_ = 0;
  std::deque<prepared_series> series_;
};

}  // namespace proflens::plot::layer
