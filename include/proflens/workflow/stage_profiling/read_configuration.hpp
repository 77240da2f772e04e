#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/configuration.hpp>
#include <proflens/workflow/whole_file.hpp>

namespace proflens::workflow {

/// Calls `take(member)` for each member of an object but `description` and `comments`. Throws
/// read::error for a key that stands twice, and where `take` returns false, naming those `allowed`.
template <std::predicate<const read::json_node::member&> Take>
void for_each_member(const read::json_node& object, std::string_view allowed, const Take& take) {
  std::set<std::string_view> seen;
  for (const read::json_node::member& member : object.members()) {
    if (!seen.insert(member.key).second) member.value.fail("stands twice; give it one value");
    if (member.key == "description" || member.key == "comments") continue;
    if (!take(member))
      member.value.fail("there is no such key; allowed are " + std::string(allowed));
  }
}

/// An integer from `least` to `most`.
inline std::int64_t integer_within(const read::json_node& value, std::int64_t least,
                                   std::int64_t most) {
  const std::int64_t number = value.integer();
  if (number < least || number > most)
    value.fail("expected an integer from " + report::rounded(least) + " to " +
               report::rounded(most) + ", found " + report::exact(number));
  return number;
}

/// Sizes of graphs, each once, in the order they first stand.
inline std::vector<std::int64_t> read_sizes(const read::json_node& list) {
  std::vector<std::int64_t> sizes;
  for (const read::json_node& item : list.items()) {
    const std::int64_t size = integer_within(item, 1, std::numeric_limits<std::int64_t>::max());
    if (std::ranges::find(sizes, size) == sizes.end()) sizes.push_back(size);
  }
  return sizes;
}

inline void read_settings(const read::json_node& config, stage_configuration& target) {
  constexpr std::int64_t most_runs = 1'000'000'000;
  constexpr std::int64_t most_features = std::numeric_limits<std::int32_t>::max();
  for_each_member(config, "node_sizes, edge_sizes, feature_dim, num_warmup, num_iterations",
                  [&](const read::json_node::member& member) {
                    const auto& [key, value] = member;
                    if (key == "node_sizes") {
                      target.node_sizes = read_sizes(value);
                    } else if (key == "edge_sizes") {
                      target.edge_sizes = read_sizes(value);
                    } else if (key == "feature_dim") {
                      target.feature_dim = integer_within(value, 1, most_features);
                    } else if (key == "num_warmup") {
                      target.num_warmup = static_cast<int>(integer_within(value, 0, most_runs));
                    } else if (key == "num_iterations") {
                      target.num_iterations = static_cast<int>(integer_within(value, 1, most_runs));
                    } else {
                      return false;
                    }
                    return true;
                  });
}

inline engine::graph_size read_case(const read::json_node& item) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  engine::graph_size size;
  for_each_member(item, "nodes, edges, ratio, scenario",
                  [&](const read::json_node::member& member) {
                    if (member.key == "nodes") size.nodes = integer_within(member.value, 1, most);
                    if (member.key == "edges") size.edges = integer_within(member.value, 1, most);
                    return member.key == "nodes" || member.key == "edges" ||
                           member.key == "ratio" || member.key == "scenario";
                  });
  item.at("nodes"), item.at("edges");  // throws if one is not there
  return size;
}

/// Throws read::error if what a stage reads and writes at a size cannot be counted in 63 bits.
inline void require_countable_bytes(const read::json_node& where, const engine::graph_size& size,
                                    std::int64_t features) {
  // No stage has more than 12 N F or 8 E F + 16 E bytes.
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 32;
  const std::int64_t larger = std::max(size.nodes, size.edges);
  if (larger <= most / features) return;
  where.fail(report::rounded(larger) + " x feature_dim (" + report::rounded(features) +
             ") are more numbers than have bytes that can be counted; name a smaller size");
}

/// A stage configuration out of an object of JSON: `config`, and `test_cases`, which decide what is
/// measured; without them all pairs of a node and an edge size with edges >= nodes are. What is
/// absent is that of `default_stage_configuration`; a case or size that stands twice counts once.
/// `description`, `comments`, and `ratio` and `scenario` of a case, are ignored. Throws read::error
/// with the path of the value that is wrong, also for every other key, and if there is no case.
inline stage_configuration read_stage_configuration(const read::json_node& root) {
  stage_configuration result = default_stage_configuration();
  for_each_member(root, "config, test_cases, description, comments",
                  [&](const read::json_node::member& member) {
                    if (member.key == "config") read_settings(member.value, result);
                    return member.key == "config" || member.key == "test_cases";
                  });
  const auto cases = root.find("test_cases");
  if (!cases) {
    result.test_cases = all_cases(result.node_sizes, result.edge_sizes);
    for (const engine::graph_size& size : result.test_cases)
      require_countable_bytes(root, size, result.feature_dim);
    if (result.test_cases.empty())
      root.fail("no pair of node_sizes and edge_sizes has edges >= nodes; name test_cases");
    return result;
  }
  result.test_cases.clear();
  for (const read::json_node& item : cases->items()) {
    const engine::graph_size size = read_case(item);
    require_countable_bytes(item, size, result.feature_dim);
    if (std::ranges::find(result.test_cases, size) == result.test_cases.end())
      result.test_cases.push_back(size);
  }
  if (result.test_cases.empty()) cases->fail("expected at least one case, found an empty list");
  return result;
}

/// The same out of a file. Throws read::error, for a file that cannot be read too.
inline stage_configuration read_stage_configuration_file(const std::filesystem::path& file) {
  const read::json_document document(whole_file(file), file.string());
  return read_stage_configuration(document.root());
}

}  // namespace proflens::workflow
