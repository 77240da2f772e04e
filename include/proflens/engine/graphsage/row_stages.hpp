#pragma once

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <proflens/engine/graphsage/edges_by_destination.hpp>
#include <proflens/engine/kernel/write_row.hpp>
#include <proflens/engine/thread_team.hpp>

namespace proflens::engine {

/// The cache that all cores share, in bytes; 32 MiB where the system does not tell.
inline std::size_t last_cache_bytes() {
#if defined(_SC_LEVEL3_CACHE_SIZE)
  static const long told = ::sysconf(_SC_LEVEL3_CACHE_SIZE);
  if (told > 0) return static_cast<std::size_t>(told);
#endif
  return std::size_t{32} << 20;
}

/// How rows of F floats are best stored by a stage that reads and writes so many bytes. Streaming
/// was the faster way from about half of that cache on; it takes rows at multiples of 16 bytes.
inline kernel::store best_store(std::size_t bytes, std::size_t features) {
  return bytes > last_cache_bytes() / 2 && features % 4 == 0 ? kernel::store::streamed
                                                             : kernel::store::cached;
}

/// The stages that move rows of F numbers, as fast as memory permits: every row is read and written
/// once, those that lie anywhere are asked for beforehand, results go past the caches where they
/// would not stay in them. Results are the same for any number of threads.
template <kernel::store Store>
class row_stages {
 public:
  row_stages(thread_team& team, std::size_t features) : team_(team), features_(features) {}

  /// out[e] = x[sources[e]]
  void gather(const float* x, std::span<const std::int64_t> sources, float* out) const {
    in_parts(sources.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t edge = begin; edge < end; ++edge) {
        if (edge + ahead() < sources.size())
          kernel::fetch_row(row(x, sources[edge + ahead()]), features_);
        kernel::copy_row<Store>(row(x, sources[edge]), features_, out + edge * features_);
      }
    });
  }

  /// out[n] = the sum of messages[e] over the edges into n, from the first to the last
  void reduce_sum(const float* messages, const edges_by_destination& graph, std::size_t nodes,
                  float* out) const {
    // As much work for each task, whatever the degrees.
    in_parts(graph.edges().size() + nodes, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t node = graph.node_at(begin), last = graph.node_at(end); node < last; ++node)
        sum_rows(messages, graph.edges(), graph.begin(node), graph.begin(node + 1),
                 out + node * features_);
    });
  }

  /// out[n] = sum[n] / max(count[n], 1)
  void normalize(const float* sum, const float* count, std::size_t nodes, float* out) const {
    in_parts(nodes, 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t node = begin; node < end; ++node)
        kernel::divide_row<Store>(sum + node * features_, std::max(count[node], 1.0F), features_,
                                  out + node * features_);
    });
  }

  /// out[i] = from[i]
  void copy(const float* from, std::size_t size, float* out) const {
    in_parts(size, numbers_per_page, [&](std::size_t begin, std::size_t end) {
      kernel::copy_row<Store>(from + begin, end - begin, out + begin);
    });
  }

  /// out[i] = max(from[i], 0)
  void activate(const float* from, std::size_t size, float* out) const {
    in_parts(size, numbers_per_page, [&](std::size_t begin, std::size_t end) {
      kernel::rectify_row<Store>(from + begin, end - begin, out + begin);
    });
  }

 private:
  static constexpr std::size_t numbers_per_page = 1024;

  /// How many rows before its turn a row is asked for: those of 6 KiB.
  std::size_t ahead() const { return std::clamp<std::size_t>(1536 / features_, 1, 32); }

  template <class Index>
  const float* row(const float* rows, Index index) const {
    return rows + static_cast<std::size_t>(index) * features_;
  }

  /// Calls `work(begin, end)` for all of [0, size), in pieces that begin at multiples of `step`.
  template <class Work>
  void in_parts(std::size_t size, std::size_t step, const Work& work) const {
    const std::size_t steps = (size + step - 1) / step;
    const std::size_t threads = static_cast<std::size_t>(team_.size());
    const std::size_t parts = threads == 1 ? 1 : std::min(steps, threads * 8);
    team_.run(parts, [&](std::size_t part, int) {
      work(part * steps / parts * step, std::min((part + 1) * steps / parts * step, size));
      if constexpr (Store == kernel::store::streamed) kernel::finish_streaming();
    });
  }

  /// The sum of the rows of edges `begin` to `end` of the order.
  void sum_rows(const float* messages, std::span<const std::int32_t> edges, std::size_t begin,
                std::size_t end, float* out) const {
    for (std::size_t i = begin + ahead(); i < std::min(end + ahead(), edges.size()); ++i)
      kernel::fetch_row(row(messages, edges[i]), features_);
    const auto message = [&](std::size_t i) { return row(messages, edges[begin + i]); };
    const auto add = [&]<class... Rows>(Rows... rows) {
      kernel::add_rows<Store>(std::array<const float*, sizeof...(rows)>{rows...}, features_, out);
    };
    switch (end - begin) {
      case 0: return kernel::fill_row<Store>(0, features_, out);
      case 1: return kernel::copy_row<Store>(message(0), features_, out);
      case 2: return add(message(0), message(1));
      case 3: return add(message(0), message(1), message(2));
      case 4: return add(message(0), message(1), message(2), message(3));
      default: return sum_many(message, end - begin, out);
    }
  }

  /// Five rows and more, onto what stands in `out` and therefore has to stay in the caches.
  template <class Message>
  void sum_many(const Message& message, std::size_t count, float* out) const {
    constexpr auto cached = kernel::store::cached;
    kernel::copy_row<cached>(message(0), features_, out);
    std::size_t i = 1;
    for (; i + 3 <= count; i += 3)
      kernel::add_rows<cached>(
          std::array<const float*, 4>{out, message(i), message(i + 1), message(i + 2)}, features_,
          out);
    for (; i < count; ++i)
      kernel::add_rows<cached>(std::array<const float*, 2>{out, message(i)}, features_, out);
  }

  thread_team& team_;
  std::size_t features_;
};

}  // namespace proflens::engine
