#pragma once

#include <proflens/read/ledger.hpp>
#include <proflens/report/csv.hpp>
#include <proflens/report/json.hpp>
#include <proflens/report/markdown.hpp>
#include <proflens/report/table.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/runtime_vs_tokens/account.hpp>
#include <proflens/workflow/runtime_vs_tokens/fits_json.hpp>
#include <proflens/workflow/runtime_vs_tokens/model_tables.hpp>
#include <proflens/workflow/runtime_vs_tokens/result.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::workflow {

inline void write_json(report::json_writer& out, const read::ledger& ledger) {
  out.object([&] {
    out.member("lines", ledger.lines);
    out.member("trimmed", ledger.trimmed);
    out.member("blank", ledger.blank);
    out.member("malformed", ledger.malformed);
    out.member("filtered_schedule", ledger.count(filtered_schedule));
    out.member("filtered_runtime", ledger.count(filtered_runtime));
    out.member("drawn", ledger.used);
    out.key("malformed_by_cause").object([&] {
      for (std::size_t i = 0; i < read::cause_count; ++i)
        out.member(read::name(static_cast<read::cause>(i)), ledger.malformed_by_cause[i]);
    });
    out.key("first_malformed").array([&] {
      for (const auto& bad : ledger.first_malformed) {
        out.object([&] {
          out.member("file", bad.file);
          out.member("line", bad.line);
          out.member("cause", read::name(bad.why));
        });
      }
    });
  });
}

inline void write_json(report::json_writer& out, const size_statistics& sizes) {
  out.object([&] {
    out.member("min", sizes.min);
    out.member("max", sizes.max);
    out.member("mean", sizes.mean);
    out.member("median", sizes.median);
  });
}

inline void write_json(report::json_writer& out, const runtime_statistics& runtimes,
                       std::optional<std::size_t> count = {}) {
  out.object([&] {
    if (count) out.member("n", *count);
    out.member("min", runtimes.min);
    out.member("max", runtimes.max);
    out.member("mean", runtimes.mean);
    out.member("std", runtimes.standard_deviation);
    out.member("median", runtimes.median);
    out.member("p90", runtimes.p90);
    out.member("p95", runtimes.p95);
    out.member("p99", runtimes.p99);
  });
}

inline void write_json(report::json_writer& out, const regime_summary& summary,
                       const runtime_vs_tokens_options& options) {
  out.object([&] {
    out.member("n", summary.n);
    write_json(out.key("tokens"), summary.tokens);
    write_json(out.key("batch_size"), summary.batch_size);
    write_json(out.key("runtime_ms"), summary.runtime_ms);
    write_fits(out, summary);
    if (options.fit == runtime_fit::best) write_best(out, summary);
    if (options.sla_ms) write_sla(out, summary);
  });
}

/// The summary as a document of the schema `proflens.runtime_vs_tokens/1`: every configuration with
/// its ledger and, for each regime, statistics and fits. What is undefined is null.
inline std::string summary_json(const runtime_vs_tokens_result& result) {
  report::json_writer out;
  out.object([&] {
    out.member("schema", "proflens.runtime_vs_tokens/1");
    out.key("configurations").array([&] {
      for (const auto& shown : result.configurations) {
        out.object([&] {
          out.member("name", shown.name);
          out.key("files").array([&] {
            for (const auto& file : shown.files) out.value(file.path);
          });
          write_json(out.key("ledger"), shown.ledger);
          if (!shown.warnings.empty()) out.member("warnings", shown.warnings);
          if (shown.host_gaps > 0)
            write_json(out.key("host_gap_ms"), shown.host_gap_ms, shown.host_gaps);
          out.key("regimes").object([&] {
            for (const step_selection selection : all_step_selections)
              write_json(out.key(name_of(selection)), shown.regime(selection), result.options);
          });
        });
      }
    });
  });
  return out.text();
}

/// The columns of `summary_table`; the ledger stands in every row of its configuration.
inline constexpr std::array summary_columns{"configuration",
                                            "regime",
                                            "n",
                                            "tokens_min",
                                            "tokens_max",
                                            "tokens_mean",
                                            "tokens_median",
                                            "batch_size_min",
                                            "batch_size_max",
                                            "batch_size_mean",
                                            "batch_size_median",
                                            "runtime_ms_min",
                                            "runtime_ms_max",
                                            "runtime_ms_mean",
                                            "runtime_ms_std",
                                            "runtime_ms_median",
                                            "runtime_ms_p90",
                                            "runtime_ms_p95",
                                            "runtime_ms_p99",
                                            "line_intercept",
                                            "line_intercept_low",
                                            "line_intercept_high",
                                            "line_slope",
                                            "line_slope_low",
                                            "line_slope_high",
                                            "line_r2",
                                            "line_rmse",
                                            "line_mae",
                                            "line_mape_percent",
                                            "line_n",
                                            "line_reason",
                                            "lines",
                                            "trimmed",
                                            "blank",
                                            "malformed",
                                            "filtered_schedule",
                                            "filtered_runtime",
                                            "drawn",
                                            "filtered_runtime_tokens_min",
                                            "filtered_runtime_tokens_max",
                                            "best",
                                            "best_reason",
                                            "sla_target_ms",
                                            "sla_batch_size",
                                            "sla_tokens",
                                            "sla_tokens_low",
                                            "sla_tokens_high",
                                            "sla_tokens_prediction95",
                                            "sla_extrapolated",
                                            "sla_reason"};

/// The fit's part of a row: eleven numbers, or as many empty cells, and the reason.
inline std::vector<report::cell> line_cells(const regime_summary& of) {
  std::vector<report::cell> cells(11);
  if (of.line) {
    const auto& [line, mae, mape] = *of.line;
    cells = {line.intercept.value,
             line.intercept.ci95.low,
             line.intercept.ci95.high,
             line.slope.value,
             line.slope.ci95.low,
             line.slope.ci95.high,
             line.r2,
             line.rmse,
             mae,
             mape,
             line.n};
  }
  cells.emplace_back(of.line_reason.empty() ? report::cell{} : report::cell{of.line_reason});
  return cells;
}

inline std::vector<report::cell> ledger_cells(const configuration_result& shown) {
  const read::ledger& l = shown.ledger;
  return {l.lines,
          l.trimmed,
          l.blank,
          l.malformed,
          l.count(filtered_schedule),
          l.count(filtered_runtime),
          l.used,
          shown.filtered_runtime_tokens.low,
          shown.filtered_runtime_tokens.high};
}

/// The best model and the tokens of the target; empty cells where they were not asked for.
inline std::vector<report::cell> choice_cells(const regime_summary& of) {
  std::vector<report::cell> cells(10);
  const auto text = [](const std::string& words) {
    return words.empty() ? report::cell{} : report::cell{words};
  };
  if (of.best) {
    cells[0] = text(of.best->name);
    cells[1] = text(of.best->reason);
  }
  if (!of.sla) return cells;
  const service_level& sla = *of.sla;
  std::ranges::copy(
      std::vector<report::cell>{sla.target_ms, sla.batch_size, sla.tokens, sla.tokens_ci95.low,
                                sla.tokens_ci95.high, sla.tokens_prediction95,
                                sla.extrapolated ? "yes" : "no", text(sla.reason)},
      cells.begin() + 2);
  return cells;
}

/// A row for each configuration and regime: what a spreadsheet wants.
inline report::table summary_table(const runtime_vs_tokens_result& result) {
  std::vector<report::column> columns;
  for (const char* name : summary_columns) columns.push_back({name, ""});
  report::table table(std::move(columns));
  for (const auto& shown : result.configurations) {
    for (const step_selection selection : all_step_selections) {
      const regime_summary& of = shown.regime(selection);
      std::vector<report::cell> row{shown.name, name_of(selection), of.n};
      const auto append = [&row](const std::vector<report::cell>& cells) {
        row.insert(row.end(), cells.begin(), cells.end());
      };
      for (const size_statistics& sizes : {of.tokens, of.batch_size})
        append({sizes.min, sizes.max, sizes.mean, sizes.median});
      const runtime_statistics& t = of.runtime_ms;
      append({t.min, t.max, t.mean, t.standard_deviation, t.median, t.p90, t.p95, t.p99});
      append(line_cells(of));
      append(ledger_cells(shown));
      append(choice_cells(of));
      table.add(std::move(row));
    }
  }
  return table;
}

/// Run times of each regime that has steps.
inline report::table runtime_table(const runtime_vs_tokens_result& result) {
  report::table table({{"configuration", ""},
                       {"regime", ""},
                       {"n", ""},
                       {"tokens", "median"},
                       {"mean", "ms"},
                       {"std", "ms"},
                       {"median", "ms"},
                       {"p90", "ms"},
                       {"p99", "ms"},
                       {"max", "ms"}});
  for (const auto& shown : result.configurations) {
    for (const step_selection selection : all_step_selections) {
      const regime_summary& of = shown.regime(selection);
      if (of.n == 0) continue;
      const runtime_statistics& t = of.runtime_ms;
      table.add({shown.name, name_of(selection), of.n, of.tokens.median, t.mean,
                 t.standard_deviation, t.median, t.p90, t.p99, t.max});
    }
  }
  return table;
}

/// The summary for people: what was read, what was left out, run times, fits.
inline std::string summary_markdown(const runtime_vs_tokens_result& result) {
  std::string text = "# Model run time against scheduled tokens\n\n";
  for (const auto& shown : result.configurations) {
    text += "- **" + report::markdown_text(shown.name) + "**: " + account_of(shown.ledger) + '\n';
    for (const auto& warning : shown.warnings)
      text += "  - " + report::markdown_text(warning) + '\n';
    if (shown.host_gaps > 0)
      text += "  - host gap between steps: median " + report::rounded(shown.host_gap_ms.median) +
              " ms, p90 " + report::rounded(shown.host_gap_ms.p90) + " ms, p99 " +
              report::rounded(shown.host_gap_ms.p99) + " ms of " +
              report::rounded(shown.host_gaps) + '\n';
  }
  text += "\n## Run time\n\n" + report::markdown(runtime_table(result));
  if (result.options.fit != runtime_fit::none)
    text += std::string("\n## ") +
            (result.options.fit == runtime_fit::line ? "Line T = a + b S" : "Cost models") +
            "\n\n" + report::markdown(fit_table(result));
  for (const auto& sentence : sentences_of_fits(result))
    text += "\n" + report::markdown_text(sentence) + "\n";
  return text;
}

/// Throws workflow::error unless the file's name ends in .json, .csv or .md.
inline void require_summary_format(const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  if (ending == ".json" || ending == ".csv" || ending == ".md") return;
  throw error(file.string() + ": a summary is written as .json, .csv or .md, not as \"" + ending +
              '"');
}

/// The summary in the format that the file's name asks for; see `require_summary_format`.
inline std::string summary(const runtime_vs_tokens_result& result,
                           const std::filesystem::path& file) {
  require_summary_format(file);
  const std::string ending = file.extension().string();
  if (ending == ".json") return summary_json(result);
  if (ending == ".csv") return report::csv(summary_table(result));
  return summary_markdown(result);
}

}  // namespace proflens::workflow
