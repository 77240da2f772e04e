#pragma once

#include <proflens/report/json.hpp>
#include <proflens/workflow/cluster_operators/analysis_table.hpp>
#include <proflens/workflow/cluster_operators/cluster_wording.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

/// `cluster_summary.json`.
namespace proflens::workflow {

/// Operators in the list of imbalances, which has as many as there are classes.
inline constexpr std::size_t listed_imbalances = 1000;

inline void write_summary_ledger(report::json_writer& out, const cluster_operators_result& result) {
  const read::ledger& ledger = result.ledger;
  out.object([&] {
    out.member("rows", rows_of(ledger));
    out.member("used", ledger.used);
    out.member("malformed", ledger.malformed);
    out.key("malformed_by_cause").object([&] {
      for (std::size_t i = 0; i < ledger.malformed_by_cause.size(); ++i)
        out.member(cluster_cause_name(static_cast<read::cause>(i)), ledger.malformed_by_cause[i]);
    });
    out.key("first_malformed").array([&] {
      for (const auto& bad : ledger.first_malformed) {
        out.object([&] {
          out.member("file", bad.file);
          out.member("line", bad.line);
          out.member("cause", cluster_cause_name(bad.why));
        });
      }
    });
    out.key("filtered").object([&] {
      for (const auto& [rule, count] : ledger.filtered) out.member(rule, count);
    });
    out.key("set_aside").array([&] {
      for (const auto& one : result.set_aside) {
        out.object([&] {
          out.member("file", one.file);
          out.member("reason", one.reason);
        });
      }
    });
  });
}

/// Writes each element of a list as an object with the members that `write_members(element)` adds.
template <class List, class Function>
void write_objects(report::json_writer& out, const List& list, Function write_members) {
  out.array([&] {
    for (const auto& element : list) out.object([&] { write_members(element); });
  });
}

/// Node, device and the key of a finding.
template <class Finding>
void write_place(report::json_writer& out, const Finding& found) {
  out.member("node", found.node);
  out.member("device", found.device);
  out.member("op_name", found.op_name);
  out.member("input_shape", found.input_shape);
  out.member("input_size", found.input_size);
  out.member("output_shape", found.output_shape);
}

inline void write_verdict(report::json_writer& out, const cluster_operators_result& result) {
  write_objects(out.key("slow_devices"), result.slow_devices, [&](const slow_device& slow) {
    write_place(out, slow);
    out.member("excess_ratio", slow.excess_ratio);
    out.member("z", slow.z);
    out.member("p_adjusted", slow.p_adjusted);
    out.member("cost_us", slow.cost_us);
  });
  write_objects(out.key("devices_ranked"), result.devices_ranked, [&](const ranked_device& one) {
    out.member("node", one.node);
    out.member("device", one.device);
    out.member("ratio", one.ratio);
    out.member("ratio_ci95", std::array{one.ci95.low, one.ci95.high});
    out.member("classes", one.classes);
    out.member("count", one.count);
    out.member("total_us", one.total_us);
  });
  write_objects(out.key("waiting"), result.waiting, [&](const waiting_device& one) {
    write_place(out, one);
    out.member("shortfall_ratio", one.shortfall_ratio);
    out.member("z", one.z);
    out.member("p_adjusted", one.p_adjusted);
    out.member("waited_us", one.waited_us);
  });
}

/// The summary as a document of the schema `proflens.cluster_operators/1`. Lists are whole
/// but for the imbalances, of which the largest are told; what is undefined is null.
inline std::string summary_json(const cluster_operators_result& result) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", "proflens.cluster_operators/1");
    out.key("files").array([&] {
      for (const auto& file : result.files) out.value(file.path);
    });
    write_summary_ledger(out.key("ledger"), result);
    if (!result.warnings.empty()) out.member("warnings", result.warnings);
    out.member("classes", result.classes.size());
    out.member("devices", result.devices.size());
    out.member("quantile_error", result.percentile_error);
    out.member("tested_pairs", result.tested_pairs);
    out.member("verdict", headline(result));
    write_verdict(out, result);
    const std::span imbalance(result.imbalance);
    const auto listed = imbalance.first(std::min(imbalance.size(), listed_imbalances));
    write_objects(out.key("imbalance"), listed, [&](const imbalanced_operator& one) {
      const auto key = cells_of(result.classes[one.of].key);
      for (std::size_t i = 0; i < key.size(); ++i) out.member(key_columns[i], key[i]);
      out.member("ratio", one.ratio);
      out.member("node", one.node);
      out.member("device", one.device);
    });
    write_objects(out.key("time_by_type"), result.time_by_type, [&](const type_time& one) {
      out.member("type", one.type);
      out.member("count", one.count);
      out.member("total_us", one.total_us);
      out.member("share", one.share);
    });
  });
  return out.text();
}

}  // namespace proflens::workflow
