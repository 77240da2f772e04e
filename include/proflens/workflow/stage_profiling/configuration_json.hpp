#pragma once

#include <string>

#include <proflens/report/json.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>

namespace proflens::workflow {

/// Writes a configuration as members of the object that is open: `config` and `test_cases`, as in
/// the file that users edit.
inline void write_members(report::json_writer& out, const stage_configuration& of) {
  out.key("config").object([&] {
    out.member("node_sizes", of.node_sizes);
    out.member("edge_sizes", of.edge_sizes);
    out.member("feature_dim", of.feature_dim);
    out.member("num_warmup", of.num_warmup);
    out.member("num_iterations", of.num_iterations);
  });
  out.key("test_cases").array([&] {
    for (const engine::graph_size& size : of.test_cases) {
      out.object([&] {
        out.member("nodes", size.nodes);
        out.member("edges", size.edges);
      });
    }
  });
}

/// A configuration as the file that `read_stage_configuration_file` reads.
inline std::string configuration_json(const stage_configuration& of) {
  report::json_writer out;
  out.object([&] {
    out.member("description",
               "Graphs of which the stages of GraphSAGE are timed. test_cases decide; without "
               "them all pairs of a node and an edge size with edges >= nodes are measured.");
    write_members(out, of);
  });
  return out.text();
}

}  // namespace proflens::workflow
