#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <proflens/workflow/stage_profiling/lookup.hpp>
#include <proflens/workflow/stage_profiling/profile.hpp>
#include <proflens/workflow/stage_profiling/tensor_moves.hpp>

/// Which unit should run which of the seven stages.
///
/// A plan divides the stages into contiguous blocks, each on a unit of its own. Its cost is the sum
/// of the predicted totals of its stages and, for each pair of blocks that hands tensors on, their
/// bytes over the speed of the link between the units plus its latency; see `moves_between`. Blocks
/// run one after the other. A link that is not given costs nothing: the cost is a lower bound then.
namespace proflens::workflow {

/// How fast data go between two units, either way.
struct stage_link {
  std::string first = {};
  std::string second = {};
  double mb_per_s = 0;    ///< MB of 2^20 bytes, above 0
  double latency_ms = 0;  ///< of each transfer

  bool joins(std::string_view a, std::string_view b) const {
    return (first == a && second == b) || (first == b && second == a);
  }
  double ms(std::int64_t bytes) const {
    return latency_ms + 1000 * static_cast<double>(bytes) / (1024 * 1024) / mb_per_s;
  }
};

/// What a cut of a plan moves and how long that takes.
struct placed_move {
  tensor_move what = {};
  double ms = 0;             ///< 0 where no link is known
  bool has_no_link = false;  ///< then `ms` is a lower bound
};

/// A way to divide the stages.
struct stage_plan {
  std::vector<stage_block> blocks = {};
  double stages_ms = 0;
  double moves_ms = 0;
  std::vector<placed_move> moves = {};
  bool is_lower_bound = false;  ///< some move has no link
  bool is_extrapolated = false;

  double cost_ms() const { return stages_ms + moves_ms; }
};

/// The plans for one size.
struct stage_placement {
  engine::graph_size size = {};
  std::vector<stage_plan> plans = {};  ///< the best first; equal ones: fewer blocks first
  std::size_t considered = 0;          ///< plans that can run, listed or not
  /// Stages without a time, which no plan gives to that unit.
  std::vector<stage_prediction> excluded = {};
};

struct placement_options {
  std::vector<stage_link> links = {};  ///< of several for a pair of units the last one counts
  std::size_t max_blocks = 3;
  std::size_t most_plans = 10;  ///< that are kept for each size
};

/// Searches all plans of one size, whose number is small: 129 of up to 3 blocks for 3 units.
class placement_search {
 public:
  placement_search(const stage_profile& profile, const engine::graph_size& size,
                   const placement_options& options)
      : profile_(profile), size_(size), options_(options) {
    found_.size = size;
    for (stage_prediction& row : lookup(profile, size)) {
      if (row.is_known()) {
        rows_[{std::ranges::find(profile.units, row.unit) - profile.units.begin(), row.stage}] =
            row;
      } else {
        found_.excluded.push_back(std::move(row));
      }
    }
  }

  stage_placement run() && {
    extend(1);
    std::ranges::stable_sort(found_.plans, [](const stage_plan& a, const stage_plan& b) {
      return std::pair(a.cost_ms(), a.blocks.size()) < std::pair(b.cost_ms(), b.blocks.size());
    });
    found_.considered = found_.plans.size();
    if (found_.plans.size() > options_.most_plans) found_.plans.resize(options_.most_plans);
    return std::move(found_);
  }

 private:
  /// Adds a block that begins at a stage, in every way, and the blocks behind it.
  void extend(int first) {
    if (first > 7) return keep();
    if (blocks_.size() == options_.max_blocks) return;
    for (std::size_t unit = 0; unit < profile_.units.size(); ++unit) {
      const std::string& name = profile_.units[unit];
      if (std::ranges::count(blocks_, name, &stage_block::unit) > 0) continue;
      for (int last = first; last <= 7 && can_run(unit, last); ++last) {
        blocks_.push_back({name, first, last});
        extend(last + 1);
        blocks_.pop_back();
      }
    }
  }

  bool can_run(std::size_t unit, int stage) const {
    return rows_.contains({static_cast<std::ptrdiff_t>(unit), stage});
  }

  void keep() {
    stage_plan plan{.blocks = blocks_};
    for (const stage_block& block : blocks_) {
      const auto unit = std::ranges::find(profile_.units, block.unit) - profile_.units.begin();
      for (int stage = block.first; stage <= block.last; ++stage) {
        const stage_prediction& row = rows_.at({unit, stage});
        plan.stages_ms += row.split.total_ms;
        plan.is_extrapolated |= row.extrapolated;
      }
    }
    for (tensor_move& move : moves_between(blocks_, size_, profile_.features()))
      add_move(plan, std::move(move));
    found_.plans.push_back(std::move(plan));
  }

  void add_move(stage_plan& plan, tensor_move move) const {
    const std::string_view from = blocks_[move.from].unit, to = blocks_[move.to].unit;
    const stage_link* known = nullptr;
    for (const stage_link& link : options_.links)
      if (link.joins(from, to)) known = &link;
    const double ms = known == nullptr ? 0 : known->ms(move.bytes);
    plan.moves_ms += ms;
    plan.is_lower_bound |= known == nullptr;
    plan.moves.push_back({.what = std::move(move), .ms = ms, .has_no_link = known == nullptr});
  }

  const stage_profile& profile_;
  engine::graph_size size_;
  const placement_options& options_;
  std::map<std::pair<std::ptrdiff_t, int>, stage_prediction> rows_;
  std::vector<stage_block> blocks_;
  stage_placement found_;
};

/// The best plans for a size. Without any where no unit, or too few blocks, can run all stages.
///
///     const std::vector<workflow::stage_link> links{{"CPU", "GPU", 8000}};
///     const auto found = workflow::place(profile, {5000, 10000}, {.links = links});
///     found.plans.front().blocks
///
/// Throws workflow::error for a size that no graph has, for a link without speed and for no blocks.
inline stage_placement place(const stage_profile& profile, const engine::graph_size& size,
                             const placement_options& options = {}) {
  if (options.max_blocks == 0)
    throw error("a plan needs a block: expected max_blocks of 1 or more");
  for (const stage_link& link : options.links) {
    if (link.mb_per_s > 0 && link.latency_ms >= 0 && link.first != link.second) continue;
    throw error("the link " + link.first + ":" + link.second + " of " +
                report::rounded(link.mb_per_s) + " MB/s and " + report::rounded(link.latency_ms) +
                " ms cannot be: expected two units, a speed above 0, no latency below 0");
  }
  return placement_search(profile, size, options).run();
}

/// Sizes at which the best plan is not the same, neighbours among those looked at: of one number
/// of nodes, or of one number of edges.
struct placement_change {
  std::size_t from = 0;  ///< index of a size
  std::size_t to = 0;
};

/// The plans for several sizes, in their order.
struct stage_placements {
  placement_options options = {};
  std::vector<stage_placement> sizes = {};
  std::vector<placement_change> changes = {};
};

/// Where the best plan changes between neighbours.
inline std::vector<placement_change> changes_of(const std::vector<stage_placement>& sizes) {
  std::vector<placement_change> changes;
  const auto search = [&](auto same, auto along) {
    for (std::size_t from = 0; from < sizes.size(); ++from) {
      std::size_t next = sizes.size();  // the nearest larger one
      for (std::size_t to = 0; to < sizes.size(); ++to) {
        const engine::graph_size &a = sizes[from].size, &b = sizes[to].size;
        if (a.*same != b.*same || b.*along <= a.*along) continue;
        if (sizes[to].plans.empty()) continue;
        if (next == sizes.size() || b.*along < sizes[next].size.*along) next = to;
      }
      if (next == sizes.size() || sizes[from].plans.empty()) continue;
      if (sizes[from].plans.front().blocks != sizes[next].plans.front().blocks)
        changes.push_back({from, next});
    }
  };
  search(&engine::graph_size::nodes, &engine::graph_size::edges);
  search(&engine::graph_size::edges, &engine::graph_size::nodes);
  return changes;
}

/// The best plans for these sizes; without any, for all that were measured on some unit.
inline stage_placements place_all(const stage_profile& profile,
                                  std::vector<engine::graph_size> sizes,
                                  const placement_options& options = {}) {
  if (sizes.empty()) {
    for (const profiled_point& point : profile.points)
      sizes.push_back({point.measured.nodes, point.measured.edges});
  }
  std::ranges::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  stage_placements all{.options = options};
  for (const engine::graph_size& size : sizes) all.sizes.push_back(place(profile, size, options));
  all.changes = changes_of(all.sizes);
  return all;
}

}  // namespace proflens::workflow
