// The summary's names are a promise to programs that read it: all of them are listed here.
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include <doctest/doctest.h>
#include <simdjson.h>

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

}  // namespace

TEST_CASE("summary: the JSON document has exactly the promised names") {
  simdjson::dom::parser parser;
  const std::string text = summary(result_of(runtime_fit::line), "s.json");
  simdjson::dom::element document = parser.parse(text);
  CHECK(keys(document) == names{"schema", "configurations"});
  CHECK(std::string_view(document["schema"]) == "proflens.runtime_vs_tokens/1");

  simdjson::dom::element configuration = document["configurations"].at(0);
  CHECK(keys(configuration) == names{"name", "files", "ledger", "regimes"});
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
                                           "r2", "rmse", "mae", "mape_percent", "n"});
  CHECK(double(all["fits"]["line"]["slope"]) == doctest::Approx(2.5072530607).epsilon(1e-10));
  CHECK(double(all["fits"]["line"]["slope_ci95"].at(0)) < double(all["fits"]["line"]["slope"]));
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
