#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <proflens/engine/graph_size.hpp>

namespace proflens::workflow {

/// The convex hull of sizes in the plane of nodes and edges: what lies in it lies between sizes
/// that were measured. By Andrew's monotone chain (1979); its edge belongs to it, and it may be a
/// point, a line or nothing.
class size_hull {
 public:
  size_hull() = default;
  explicit size_hull(std::vector<engine::graph_size> sizes) {
    std::ranges::sort(sizes);
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    if (sizes.size() < 3) {
      corners_ = std::move(sizes);
      return;
    }
    add_chain(sizes);
    std::ranges::reverse(sizes);
    add_chain(sizes);
  }

  bool contains(const engine::graph_size& size) const {
    if (corners_.empty()) return false;
    if (corners_.size() == 1) return corners_.front() == size;
    for (std::size_t i = 0; i < corners_.size(); ++i)
      if (turn(corners_[i], corners_[(i + 1) % corners_.size()], size) < 0) return false;
    return corners_.size() > 2 || is_between(corners_[0], corners_[1], size);
  }

  /// Counter-clockwise; where all sizes lie on a line, its two ends.
  const std::vector<engine::graph_size>& corners() const { return corners_; }

 private:
  /// Above 0 where a, b, c turn to the left. In long double, as the product of two counts may pass
  /// 63 bits.
  static long double turn(const engine::graph_size& a, const engine::graph_size& b,
                          const engine::graph_size& c) {
    const auto nodes = [&](const engine::graph_size& to) {
      return static_cast<long double>(to.nodes - a.nodes);
    };
    const auto edges = [&](const engine::graph_size& to) {
      return static_cast<long double>(to.edges - a.edges);
    };
    return nodes(b) * edges(c) - edges(b) * nodes(c);
  }

  /// Of a size on the line through `from` and `to`, where from < to.
  static bool is_between(const engine::graph_size& from, const engine::graph_size& to,
                         const engine::graph_size& size) {
    const auto [least, most] = std::minmax(from.edges, to.edges);
    return from.nodes <= size.nodes && size.nodes <= to.nodes && least <= size.edges &&
           size.edges <= most;
  }

  /// Half of the hull, without its last corner, which the other half begins with.
  void add_chain(const std::vector<engine::graph_size>& sizes) {
    std::vector<engine::graph_size> chain;
    for (const engine::graph_size& size : sizes) {
      while (chain.size() > 1 && turn(chain[chain.size() - 2], chain.back(), size) <= 0)
        chain.pop_back();
      chain.push_back(size);
    }
    corners_.insert(corners_.end(), chain.begin(), chain.end() - 1);
  }

  std::vector<engine::graph_size> corners_;
};

}  // namespace proflens::workflow
