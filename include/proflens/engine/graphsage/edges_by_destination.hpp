#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <proflens/engine/kernel/eigen.hpp>
#include <proflens/engine/thread_team.hpp>

namespace proflens::engine {

/// The edges of a graph in the order of their destinations; those into the same node in the order
/// they were given. That is a counting sort in a team, each thread with counters of its own, whose
/// result does not depend on the number of threads. Memory is taken once, for any number of sorts.
class edges_by_destination {
 public:
  /// Throws std::bad_alloc. Edges are numbered in 31 bits.
  edges_by_destination(std::size_t nodes, std::size_t edges, thread_team& team)
      : nodes_(nodes),
        edges_(edges),
        parts_(std::clamp<std::size_t>(edges / edges_per_part, 1,
                                       static_cast<std::size_t>(team.size()))),
        team_(team),
        places_(parts_ * nodes),
        begins_(nodes + 1),
        order_(edges) {}

  /// Takes E destinations, each in [0, N), and writes how many edges end in each node.
  void count(const std::int64_t* destinations, float* counts) {
    count_parts(destinations);
    for (std::size_t part = 1; part < parts_; ++part)
      counters(0) += counters(part);  // whole numbers: in whatever order
    kernel::array_of(counts, nodes_) = counters(0).cast<float>();
  }

  /// Takes E destinations and brings the edges into their order.
  void sort(const std::int64_t* destinations) {
    count_parts(destinations);
    turn_into_places();
    team_.run(parts_, [&](std::size_t part, int) {
      std::int32_t* next = places_.data() + part * nodes_;
      for (std::size_t edge = begin_of(part); edge < begin_of(part + 1); ++edge)
        order_[static_cast<std::size_t>(next[destinations[edge]]++)] =
            static_cast<std::int32_t>(edge);
    });
  }

  /// After `sort`: all edges, those into node 0 first.
  std::span<const std::int32_t> edges() const { return order_; }
  /// The place of the first edge into a node; for N the number of edges.
  std::size_t begin(std::size_t node) const { return static_cast<std::size_t>(begins_[node]); }

  /// The first node whose turn comes when so many edges and nodes, of E + N, have had theirs.
  std::size_t node_at(std::size_t work) const {
    const auto is_before = [&](const std::int32_t& begin) {
      const auto node = static_cast<std::size_t>(&begin - begins_.data());
      return static_cast<std::size_t>(begin) + node < work;
    };
    return static_cast<std::size_t>(std::ranges::partition_point(begins_, is_before) -
                                    begins_.begin());
  }

 private:
  static constexpr std::size_t edges_per_part = 1 << 14;  // about 20 us

  std::size_t begin_of(std::size_t part) const { return part * edges_ / parts_; }
  kernel::count_array counters(std::size_t part) {
    return kernel::array_of(places_.data() + part * nodes_, nodes_);
  }

  void count_parts(const std::int64_t* destinations) {
    team_.run(parts_, [&](std::size_t part, int) {
      std::int32_t* counts = places_.data() + part * nodes_;
      std::fill_n(counts, nodes_, 0);
      for (std::size_t edge = begin_of(part); edge < begin_of(part + 1); ++edge)
        ++counts[destinations[edge]];
    });
  }

  /// From the counts of each node and part to where its edges go.
  void turn_into_places() {
    std::int32_t sum = 0;
    for (std::size_t node = 0; node < nodes_; ++node) {
      begins_[node] = sum;
      for (std::size_t part = 0; part < parts_; ++part) {
        std::int32_t& place = places_[part * nodes_ + node];
        const std::int32_t count = place;
        place = sum;
        sum += count;
      }
    }
    begins_[nodes_] = sum;
  }

  std::size_t nodes_, edges_, parts_;
  thread_team& team_;
  std::vector<std::int32_t> places_;  // of each part, for each node: the count, then the next place
  std::vector<std::int32_t> begins_;
  std::vector<std::int32_t> order_;
};

}  // namespace proflens::engine
