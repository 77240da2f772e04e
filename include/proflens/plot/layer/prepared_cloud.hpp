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
    const std::vector<int> cuts = cut(threads);
    std::vector<band> bands;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      bands.emplace_back(area_.width, cuts[i + 1] - cuts[i], reach_);
    }
    const auto work = [&](std::size_t i) {
      for (std::size_t s = series_.size(); s-- > 0;) {
        bands[i].begin_series(static_cast<std::uint16_t>(s % 65535 + 1));
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
  /// Rows at which to cut so that every band has about the same number of markers.
  std::vector<int> cut(unsigned threads) const {
    const std::vector<std::size_t> until = markers_until_row();
    std::vector<int> cuts{0};
    for (unsigned i = 1; i < threads; ++i) {
      const std::size_t share = until.back() * i / threads;
      const auto at = std::lower_bound(until.begin(), until.end(), share) - until.begin();
      const int row = static_cast<int>(at) * row_step;
      if (row > cuts.back() && row < area_.height) cuts.push_back(row);
    }
    cuts.push_back(area_.height);
    return cuts;
  }

  /// A sample of the markers, counted from the top down in steps of 8 rows.
  std::vector<std::size_t> markers_until_row() const {
    std::vector<std::size_t> count(static_cast<std::size_t>(area_.height / row_step + 1));
    for (const auto& points : series_) {
      const std::size_t stride = points.size() / 20000 + 1;
      for (std::size_t i = 0; i < points.size(); i += stride) {
        const double y = points.y(i);
        if (y >= 0 && y < area_.height) count[static_cast<std::size_t>(y) / row_step] += stride;
      }
    }
    for (std::size_t i = 1; i < count.size(); ++i) count[i] += count[i - 1];
    return count;
  }

  static constexpr int row_step = 8;
  pixel_area area_;
  int reach_ = 0;
  std::deque<prepared_series> series_;
};

}  // namespace proflens::plot::layer
