// The summary's names are a promise to programs that read it: all of them are listed here.
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include <doctest/doctest.h>
#include <simdjson.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;

namespace {

runtime_vs_tokens_result result_of(runtime_fit fit) {
  runtime_vs_tokens_options options;
  const std::string logs = std::string(PROFLENS_TEST_DATA) + "/scheduler_log";
  options.configurations = {{"3090", logs + "/rtx3090_chunk_256.jsonl"},
                            {"A6000 \"512\"", logs + "/a6000_tp2_chunk_512.jsonl"}};
  options.trim = 0;
  options.fit = fit;
  return runtime_vs_tokens(options);
}

std::vector<std::string> keys(simdjson::dom::element object) {
  std::vector<std::string> names;
  for (const auto field : simdjson::dom::object(object)) names.emplace_back(field.key);
  return names;
}

using names = std::vector<std::string>;

/// Every value of `expected` stands in `found` under the same name, in the same order, numbers to
/// 1e-9; `line_reason`, whose words are ours, may stand beside a line that is null.
void check_same(simdjson::dom::element found, simdjson::dom::element expected,
                const std::string& path) {
  INFO(path);
  if (expected.is_object()) {
    names left = keys(found);
    std::erase(left, "line_reason");
    std::erase(left, "warnings");
    for (const char* name :
         {"smape_percent", "zero_runtimes", "aicc", "equation", "parameters", "cv"})
      if (path.ends_with("/fits/line")) std::erase(left, name);  // see runtime_models.cpp
    REQUIRE(left == keys(expected));
    for (const auto field : simdjson::dom::object(expected))
      check_same(found[field.key], field.value, path + "/" + std::string(field.key));
  } else if (expected.is_array()) {
    const simdjson::dom::array all = expected;
    REQUIRE(simdjson::dom::array(found).size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      check_same(found.at(i), all.at(i), path + "/" + std::to_string(i));
  } else if (expected.is_number()) {
    const auto number = [](simdjson::dom::element of) {
      return of.is_double() ? double(of) : static_cast<double>(std::int64_t(of));
    };
    REQUIRE(found.is_number());
    CHECK(std::abs(number(found) - number(expected)) <= 1e-9 * std::abs(number(expected)));
  } else if (expected.is_null()) {
    CHECK(found.is_null());
  } else {
    CHECK(std::string_view(found) == std::string_view(expected));
  }
}

/// A made log in which every count of the ledger differs, read where it lies.
runtime_vs_tokens_result made_log() {
  runtime_vs_tokens_options options;
  options.configurations = {{"made", std::string(PROFLENS_TEST_DATA) + "/summary/log.jsonl"}};
  options.trim = 2;
  options.fit = runtime_fit::line;
  auto result = runtime_vs_tokens(options);
  for (auto& file : result.configurations[0].files) file.path = "log.jsonl";
  for (auto& bad : result.configurations[0].ledger.first_malformed) bad.file = "log.jsonl";
  return result;
}

}  // namespace

TEST_CASE("summary: every value of the JSON document is that of numpy and scipy") {
  simdjson::dom::parser of_found, of_expected;
  const std::string text = summary(made_log(), "s.json");
  check_same(of_found.parse(text),
             of_expected.load(std::string(PROFLENS_TEST_DATA) + "/summary/expected.json"), "");
}

TEST_CASE("summary: a row of the CSV holds what the JSON document holds") {
  const auto result = made_log();
  const std::string csv = summary(result, "s.csv");
  const std::string heading = csv.substr(0, csv.find('\n'));
  const std::string row =
      csv.substr(heading.size() + 1, csv.find('\n', heading.size() + 1) - heading.size() - 1);
  std::map<std::string, std::string> cells;
  std::istringstream columns(heading), values(row);
  for (std::string column, value; std::getline(columns, column, ',');) {
    std::getline(values, value, ',');
    cells[column] = value;
  }
  const auto& shown = result.configurations[0];
  const auto& all = shown.regime(step_selection::all);
  const auto& line = all.line.value();
  const std::map<std::string, double> expected{
      {"n", double(all.n)},
      {"tokens_min", all.tokens.min},
      {"tokens_max", all.tokens.max},
      {"tokens_mean", all.tokens.mean},
      {"tokens_median", all.tokens.median},
      {"batch_size_min", all.batch_size.min},
      {"batch_size_max", all.batch_size.max},
      {"batch_size_mean", all.batch_size.mean},
      {"batch_size_median", all.batch_size.median},
      {"runtime_ms_min", all.runtime_ms.min},
      {"runtime_ms_max", all.runtime_ms.max},
      {"runtime_ms_mean", all.runtime_ms.mean},
      {"runtime_ms_std", all.runtime_ms.standard_deviation},
      {"runtime_ms_median", all.runtime_ms.median},
      {"runtime_ms_p90", all.runtime_ms.p90},
      {"runtime_ms_p95", all.runtime_ms.p95},
      {"runtime_ms_p99", all.runtime_ms.p99},
      {"line_intercept", line.line.intercept.value},
      {"line_intercept_low", line.line.intercept.ci95.low},
      {"line_intercept_high", line.line.intercept.ci95.high},
      {"line_slope", line.line.slope.value},
      {"line_slope_low", line.line.slope.ci95.low},
      {"line_slope_high", line.line.slope.ci95.high},
      {"line_r2", line.line.r2},
      {"line_rmse", line.line.rmse},
      {"line_mae", line.mean_absolute_error_ms},
      {"line_mape_percent", line.mean_absolute_percentage_error},
      {"line_n", double(line.line.n)},
      {"lines", double(shown.ledger.lines)},
      {"trimmed", 4},
      {"blank", 5},
      {"malformed", 7},
      {"filtered_schedule", 3},
      {"filtered_runtime", 4},
      {"drawn", double(shown.ledger.used)},
      {"filtered_runtime_tokens_min", 300},
      {"filtered_runtime_tokens_max", 600}};
  CHECK(cells["configuration"] == "made");
  CHECK(cells["regime"] == "all");
  CHECK(cells["line_reason"] == "");
  CHECK(cells.size() == expected.size() + 3 + 10);  // ten of the best model and the target, empty
  for (const auto& [column, value] : expected) {
    INFO(column);
    CHECK(cells[column] == report::exact(value));
  }
}

TEST_CASE("summary: the JSON document has exactly the promised names") {
  simdjson::dom::parser parser;
  const std::string text = summary(result_of(runtime_fit::line), "s.json");
  simdjson::dom::element document = parser.parse(text);
  CHECK(keys(document) == names{"schema", "configurations"});
  CHECK(std::string_view(document["schema"]) == "proflens.runtime_vs_tokens/1");

  simdjson::dom::element configuration = document["configurations"].at(0);
  CHECK(keys(configuration) == names{"name", "files", "ledger", "host_gap_ms", "regimes"});
  CHECK(std::string_view(document["configurations"].at(1)["name"]) == "A6000 \"512\"");
  CHECK(keys(configuration["ledger"]) == names{"lines", "trimmed", "blank", "malformed",
                                               "filtered_schedule", "filtered_runtime", "drawn",
                                               "malformed_by_cause", "first_malformed"});
  CHECK(keys(configuration["ledger"]["malformed_by_cause"]) ==
        names{"invalid_utf8", "syntax", "not_an_object", "missing_field", "wrong_type",
              "out_of_range"});
  CHECK(keys(configuration["regimes"]) == names{"all", "decode", "prefill", "mixed", "empty"});

  simdjson::dom::element all = configuration["regimes"]["all"];
  CHECK(keys(all) == names{"n", "tokens", "batch_size", "runtime_ms", "fits"});
  CHECK(keys(all["tokens"]) == names{"min", "max", "mean", "median"});
  CHECK(keys(all["batch_size"]) == names{"min", "max", "mean", "median"});
  CHECK(keys(all["runtime_ms"]) ==
        names{"min", "max", "mean", "std", "median", "p90", "p95", "p99"});
  CHECK(keys(all["fits"]["line"]) == names{"intercept", "slope", "intercept_ci95", "slope_ci95",
                                           "r2", "rmse", "mae", "mape_percent", "n",
                                           "smape_percent", "zero_runtimes", "aicc", "equation",
                                           "parameters", "cv", "warnings"});
  const simdjson::dom::element parameter = all["fits"]["line"]["parameters"].at(1);
  CHECK(keys(parameter) == names{"name", "value", "ci95"});
  CHECK(std::string_view(parameter["name"]) == "slope");
  CHECK(double(parameter["value"]) == double(all["fits"]["line"]["slope"]));
  CHECK(double(all["fits"]["line"]["slope"]) == doctest::Approx(2.5072530607).epsilon(1e-10));
  CHECK(double(all["fits"]["line"]["slope_ci95"].at(0)) < double(all["fits"]["line"]["slope"]));
}

TEST_CASE("summary: the host gaps of a real log lie where its document says, in all of its lines") {
  simdjson::dom::parser parser;
  const std::string text = summary(result_of(runtime_fit::none), "s.json");
  const simdjson::dom::element gaps = parser.parse(text)["configurations"].at(0)["host_gap_ms"];
  CHECK(keys(gaps) == names{"n", "min", "max", "mean", "std", "median", "p90", "p95", "p99"});
  CHECK(std::int64_t(gaps["n"]) == 100);  // of 101 lines
  CHECK(double(gaps["min"]) == doctest::Approx(0.12488383799791336).epsilon(1e-9));
  CHECK(double(gaps["median"]) == doctest::Approx(0.1477384939789772).epsilon(1e-9));
  CHECK(double(gaps["max"]) == doctest::Approx(0.5190568044781685).epsilon(1e-9));
}

TEST_CASE("summary: what is undefined is null, with a reason where a fit was asked for") {
  simdjson::dom::parser parser;
  const std::string text = summary(result_of(runtime_fit::line), "s.json");
  simdjson::dom::element regimes = parser.parse(text)["configurations"].at(1)["regimes"];
  CHECK(regimes["all"]["fits"]["line"].is_null());
  CHECK(std::string_view(regimes["all"]["fits"]["line_reason"]).find("512") !=
        std::string_view::npos);
  CHECK(std::int64_t(regimes["empty"]["n"]) == 0);
  CHECK(regimes["empty"]["tokens"]["mean"].is_null());
  CHECK(regimes["empty"]["runtime_ms"]["p99"].is_null());
}

TEST_CASE("summary: without a fit there are none") {
  simdjson::dom::parser parser;
  const std::string text = summary(result_of(runtime_fit::none), "s.json");
  CHECK(keys(parser.parse(text)["configurations"].at(0)["regimes"]["all"]["fits"]).empty());
}

TEST_CASE("summary: malformed lines are listed with their places, and warned of") {
  tests::temporary_folder folder;
  const std::string log =
      folder.write("log.jsonl",
                   "{\"chunk_sizes\": [1], \"model_run_duration_ms\": 5}\nnonsense\n{}\n[]\n"
                   "{\"chunk_sizes\": [1], \"model_run_duration_ms\": \"NaN\"}\n");
  runtime_vs_tokens_options options;
  options.configurations = {{"a", log}};
  options.trim = 0;
  simdjson::dom::parser parser;
  const std::string text = summary(runtime_vs_tokens(options), "s.json");
  simdjson::dom::element configuration = parser.parse(text)["configurations"].at(0);
  const simdjson::dom::array first = configuration["ledger"]["first_malformed"];
  REQUIRE(first.size() == 3);
  CHECK(keys(first.at(0)) == names{"file", "line", "cause"});
  CHECK(std::string_view(first.at(1)["file"]) == log);
  CHECK(std::int64_t(first.at(1)["line"]) == 3);
  CHECK(std::string_view(first.at(1)["cause"]) == "missing_field");
  CHECK(std::int64_t(configuration["ledger"]["malformed_by_cause"]["out_of_range"]) == 1);
  CHECK(simdjson::dom::array(configuration["warnings"]).size() == 1);
}

TEST_CASE(
    "summary: CSV has a row for each configuration and regime, Markdown what a reader needs") {
  const auto result = result_of(runtime_fit::line);
  const std::string csv = summary(result, "s.csv");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 2 * 5);
  CHECK(csv.find("\"A6000 \"\"512\"\"\",all,48,512,512,") != csv.npos);
  const std::string markdown = summary(result, "s.md");
  CHECK(markdown.find("101 of 101 lines drawn") != markdown.npos);
  CHECK(markdown.find("| 3090 | all | 101 |") != markdown.npos);
  CHECK_THROWS_AS(summary(result, "s.txt"), workflow::error);
}
