#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <proflens/read/error.hpp>
#include <proflens/read/json_document.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/transformer_benchmark/configuration.hpp>
#include <proflens/workflow/whole_file.hpp>

namespace proflens::workflow {

/// A count of a configuration, in [1, `largest_count`].
inline std::int64_t configured_count(const read::json_node& value) {
  constexpr std::int64_t most = transformer_configuration::largest_count;
  const std::int64_t count = value.integer();
  if (count < 1 || count > most)
    value.fail("expected an integer from 1 to " + report::rounded(most) + ", found " +
               report::exact(count));
  return count;
}

/// A list of counts, none of them twice, and one at least.
inline std::vector<int> configured_counts(const read::json_node& value) {
  std::vector<int> counts;
  std::set<int> seen;
  for (const read::json_node& item : value.items()) {
    counts.push_back(static_cast<int>(configured_count(item)));
    if (!seen.insert(counts.back()).second)
      item.fail(report::exact(counts.back()) + " stands twice; name every value once");
  }
  if (counts.empty()) value.fail("expected at least one integer, found an empty list");
  return counts;
}

/// Sets what a member of the configuration file says. Throws read::error with its path.
inline void set_member(transformer_configuration& target, const read::json_node::member& member) {
  const auto& [key, value] = member;
  if (key == "batch_sizes") {
    target.batch_sizes = configured_counts(value);
  } else if (key == "input_lengths") {
    target.input_lengths = configured_counts(value);
  } else if (key == "output_length") {
    target.output_length = static_cast<int>(configured_count(value));
  } else if (key == "num_runs") {
    target.num_runs = static_cast<int>(configured_count(value));
  } else if (key == "max_batch_input_product") {
    target.max_batch_input_product = configured_count(value);
  } else if (key == "temperature") {
    target.temperature = value.number();
    if (target.temperature < 0) value.fail_expecting("a number of 0 (greedy) or more");
  } else if (key == "top_p") {
    target.top_p = value.number();
    if (!(target.top_p > 0 && target.top_p <= 1)) value.fail_expecting("a number in (0, 1]");
  } else if (key == "device") {
    target.device = value.text();
    const std::string refusal = refusal_of_device(target.device);
    if (!refusal.empty()) value.fail(refusal);
  } else {
    value.fail(
        "there is no such key; allowed are batch_sizes, input_lengths, output_length, num_runs, "
        "max_batch_input_product, temperature, top_p, device");
  }
}

/// A configuration out of an object of JSON; keys that are absent take the defaults. Throws
/// read::error with the path of the value that is wrong and what is allowed there.
inline transformer_configuration read_configuration(const read::json_node& root) {
  transformer_configuration result = default_configuration();
  std::set<std::string_view> seen;
  for (const read::json_node::member& member : root.members()) {
    if (!seen.insert(member.key).second) member.value.fail("stands twice; give it one value");
    set_member(result, member);
  }
  return result;
}

/// The same out of a file. Throws read::error, for a file that cannot be read too.
inline transformer_configuration read_configuration_file(const std::filesystem::path& file) {
  const read::json_document document(whole_file(file), file.string());
  return read_configuration(document.root());
}

}  // namespace proflens::workflow
