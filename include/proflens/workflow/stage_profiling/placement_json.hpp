#pragma once

#include <array>
#include <string>
#include <string_view>

#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/placement.hpp>

namespace proflens::workflow {

/// The first member of placement.json; the number changes when a reader would have to.
inline constexpr std::string_view stage_placement_schema = "proflens.stage_placement/1";

inline void write_json(report::json_writer& out, const stage_block& of) {
  out.object([&] {
    out.member("unit", of.unit);
    out.member("first_stage", of.first);
    out.member("last_stage", of.last);
  });
}

inline void write_json(report::json_writer& out, const stage_plan& of) {
  out.object([&] {
    out.member("cost_ms", of.cost_ms());
    out.member("stages_ms", of.stages_ms);
    out.member("moves_ms", of.moves_ms);
    out.member("lower_bound", of.is_lower_bound);
    out.member("extrapolated", of.is_extrapolated);
    out.key("blocks").array([&] {
      for (const stage_block& block : of.blocks) write_json(out, block);
    });
    out.key("moves").array([&] {
      for (const placed_move& move : of.moves) {
        out.object([&] {
          out.member("from", of.blocks[move.what.from].unit);
          out.member("to", of.blocks[move.what.to].unit);
          out.member("tensors", move.what.tensors);
          out.member("bytes", move.what.bytes);
          out.key("ms");
          move.has_no_link ? out.value(nullptr) : out.value(move.ms);
        });
      }
    });
  });
}

inline void write_json(report::json_writer& out, const stage_placement& of) {
  out.object([&] {
    out.member("nodes", of.size.nodes);
    out.member("edges", of.size.edges);
    out.member("plans_considered", of.considered);
    out.key("plans").array([&] {
      for (const stage_plan& plan : of.plans) write_json(out, plan);
    });
    out.key("excluded").array([&] {
      for (const stage_prediction& row : of.excluded) {
        out.object([&] {
          out.member("unit", row.unit);
          out.member("stage", row.stage);
          out.member("reason", row.reason);
        });
      }
    });
  });
}

/// placement.json: the plans of each size, the best first; strict JSON. The `ms` of a move without
/// a link is null, and counts as 0 in the cost.
inline std::string placement_json(const stage_placements& of) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", stage_placement_schema);
    out.member("max_blocks", of.options.max_blocks);
    out.key("links").array([&] {
      for (const stage_link& link : of.options.links) {
        out.object([&] {
          out.member("first", link.first);
          out.member("second", link.second);
          out.member("mb_per_s", link.mb_per_s);
          out.member("latency_ms", link.latency_ms);
        });
      }
    });
    out.key("sizes").array([&] {
      for (const stage_placement& one : of.sizes) write_json(out, one);
    });
    out.key("changes").array([&] {
      for (const placement_change& change : of.changes) {
        const engine::graph_size from = of.sizes[change.from].size, to = of.sizes[change.to].size;
        out.object([&] {
          out.member("from", std::array{from.nodes, from.edges});
          out.member("to", std::array{to.nodes, to.edges});
        });
      }
    });
  });
  return out.text();
}

}  // namespace proflens::workflow
