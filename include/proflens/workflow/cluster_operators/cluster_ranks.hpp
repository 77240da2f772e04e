#pragma once

#include <proflens/workflow/cluster_operators/sources.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// The processes that analyse a cluster together, if there is only one. `mpi_ranks` of
/// cluster_operators/over_mpi.hpp has the same members for many.
struct single_rank {
  static constexpr int rank() { return 0; }  ///< from 0
  static constexpr int size() { return 1; }

  /// Joins the accumulators of all ranks on rank 0; what the others keep is unspecified.
  template <class Accumulator>
  void join(Accumulator&) const {}
  /// Joins the accumulators of all ranks on each of them.
  template <class Accumulator>
  void join_everywhere(Accumulator&) const {}
  /// Each rank has a part for every rank, and gets the sum of those for it.
  template <class Accumulator>
  Accumulator join_parts(std::vector<Accumulator> parts) const {
    return std::move(parts.front());
  }
  /// Tells all ranks the value of rank 0.
  template <class Value>
  void tell(Value&) const {}
  /// Calls `take` on rank 0 with the texts of the others, in their order and piece by piece.
  template <class Take>
  void collect(std::string_view, Take) const {}
  /// Nothing is left to join.
  void finish() const {}
};

/// The tables that one of `size` ranks reads: the largest first, each to the rank that has the
/// least to read so far. In the order of `sources`.
inline std::vector<cluster_source> share_of(const std::vector<cluster_source>& sources, int rank,
                                            int size) {
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return sources[i].bytes; });
  std::vector<std::uint64_t> bytes(static_cast<std::size_t>(size));
  std::vector<std::size_t> mine;
  for (const std::size_t i : order) {
    const auto least = std::ranges::min_element(bytes);
    *least += sources[i].bytes;
    if (least - bytes.begin() == rank) mine.push_back(i);
  }
  std::ranges::sort(mine);
  std::vector<cluster_source> share;
  for (const std::size_t i : mine) share.push_back(sources[i]);
  return share;
}

}  // namespace proflens::workflow
