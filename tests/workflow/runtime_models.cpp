// The cost models of the workflow: what is fitted, chosen, inverted and told.
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "tests/temporary_folder.hpp"

using namespace proflens;
using namespace proflens::workflow;
using tests::temporary_folder;

namespace {

const std::string slice_2048 =
    std::string(PROFLENS_TEST_DATA) + "/scheduler_log/a6000_tp2_chunk_2048.jsonl";

std::string step(const std::string& chunks, double runtime_ms) {
  return "{\"chunk_sizes\": " + chunks + ", \"schedule_duration_ms\": 0.1, " +
         "\"model_run_duration_ms\": " + report::exact(runtime_ms) + "}\n";
}

/// A mixed batch of so many requests: one chunk that fills up the tokens, the rest decodes.
std::string mixed_step(int batch_size, int tokens, double runtime_ms) {
  std::string chunks = "[" + std::to_string(tokens - batch_size + 1);
  for (int i = 1; i < batch_size; ++i) chunks += ", 1";
  return step(chunks + "]", runtime_ms);
}

/// Mixed batches of 2 to 9 requests and up to 1,000 tokens, whose run time `of(b, s)` gives.
template <class Runtime>
std::string mixed_log(int count, double noise_ms, const Runtime& of) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise(0, 1);
  std::string text;
  for (int i = 0; i < count; ++i) {
    const int b = 2 + static_cast<int>(random() % 8), s = 20 + static_cast<int>(random() % 980);
    text += mixed_step(b, s, of(b, s) + noise_ms * noise(random));
  }
  return text;
}

runtime_vs_tokens_options asking(const std::string& log, runtime_fit fit) {
  runtime_vs_tokens_options options;
  options.configurations = {{"a", log}};
  options.trim = 0;
  options.fit = fit;
  return options;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

bool any_has(const std::vector<std::string>& texts, std::string_view part) {
  return std::ranges::any_of(texts, [&](const std::string& text) { return has(text, part); });
}

std::vector<std::string> keys(simdjson::dom::element object) {
  std::vector<std::string> names;
  for (const auto field : simdjson::dom::object(object)) names.emplace_back(field.key);
  return names;
}

}  // namespace

TEST_CASE("runtime_models: the slice of 2048, where the plane is best and one point carries it") {
  auto options = asking(slice_2048, runtime_fit::best);
  options.sla_ms = 100;
  const auto result = runtime_vs_tokens(options);
  const auto& all = result.configurations[0].regime(step_selection::all);
  CHECK(all.n == 39);
  CHECK(all.line->line.slope.value == doctest::Approx(0.11735204533).epsilon(1e-10));
  CHECK(all.line->line.intercept.value == doctest::Approx(16.91524951149).epsilon(1e-11));
  CHECK(all.line->line.r2 == doctest::Approx(0.99985685538).epsilon(1e-11));
  CHECK(all.model(runtime_fit::line)->warns(fit::warning::one_point_carries_the_slope));
  CHECK(all.best->name == "plane");
  CHECK(all.best->reason == "plane: AICc 17.6 against 26.1 of the line");
  CHECK(all.shown()->kind == runtime_fit::plane);
  CHECK(all.sla->tokens == 707);
  CHECK(all.sla->batch_size == 8);
  CHECK(all.sla->tokens_ci95.low <= 707);
  CHECK(all.sla->tokens_ci95.high >= 707);
  CHECK(all.sla->tokens_prediction95 <= all.sla->tokens_ci95.low);
  CHECK(all.sla->extrapolated);
  CHECK(has(all.sla->reason, "no data between 9 and 1,449 tokens"));
  CHECK(any_has(result.configurations[0].warnings,
                "one point carries the slope of the plane: the "
                "step of 1,449 tokens"));
}

TEST_CASE("runtime_models: in pure decode batch size and tokens are the same column") {
  auto options = asking(slice_2048, runtime_fit::best);
  const auto result = runtime_vs_tokens(options);
  const auto& decode = result.configurations[0].regime(step_selection::decode);
  for (const auto& model : decode.models) {
    if (model.uses_batch_size || model.kind == runtime_fit::plane ||
        model.kind == runtime_fit::ridge || model.kind == runtime_fit::saturation)
      CHECK(model.reason == "batch size and tokens are the same column");
  }
  CHECK(decode.best->name == "line");
}

TEST_CASE("runtime_models: exact planes, hinges and lines are recovered and chosen") {
  temporary_folder folder;
  const auto best = [&](const auto& of) {
    const auto options = asking(folder.write("l.jsonl", mixed_log(80, 0, of)), runtime_fit::best);
    return runtime_vs_tokens(options).configurations[0].regime(step_selection::mixed);
  };
  const auto plane = best([](double b, double s) { return 5 + 0.5 * b + 0.1 * s; });
  CHECK(plane.best->name == "plane");
  CHECK(plane.shown()->parameters[1].value == doctest::Approx(0.5).epsilon(1e-9));
  const auto line = best([](double, double s) { return 5 + 0.1 * s; });
  CHECK(line.best->name == "line");
  const auto hinge = best([](double, double s) { return 5 + 0.15 * std::max(s - 400, 0.0); });
  CHECK(hinge.best->name == "hinge");
  CHECK(hinge.shown()->parameters[3].name == "knee");
  CHECK(hinge.shown()->parameters[3].value == doctest::Approx(400).epsilon(1e-9));
}

TEST_CASE("runtime_models: every model is drawn with its band, its equation and the batch size") {
  temporary_folder folder;
  const std::string log = folder.write(
      "l.jsonl", mixed_log(100, 1, [](double b, double s) { return 20 + 2 * b + 0.1 * s; }));
  for (const runtime_fit kind : all_runtime_models) {
    const auto result = runtime_vs_tokens(asking(log, kind));
    const auto& of = result.configurations[0].regime(step_selection::all);
    REQUIRE(of.shown() != nullptr);
    CHECK(of.models.size() == 1);
    CHECK(of.shown()->errors.r2 > 0.9);
    CHECK(of.shown()->kfold.error.rmse > 0.5);
    CHECK(of.shown()->time_ordered.error.rmse > 0.5);
    const auto drawn = figure(result);
    const auto& marks = drawn.grid.at(0).marks();
    REQUIRE(marks.size() == 2);
    const auto& curve = std::get<plot::model_mark>(marks[1]);
    CHECK(curve.options.band.value().level == 0.95);
    CHECK(curve.curve(500) == of.shown()->predict(of.batch_size.median, 500));
    CHECK(curve.mean_interval(500, 0.95).contains(curve.curve(500)));
    CHECK(has(curve.options.label, "T = "));
    const bool by_batch = kind != runtime_fit::line && kind != runtime_fit::hinge;
    CHECK(has(curve.options.label, ", B = ") == by_batch);
    CHECK(of.shown()->uses_batch_size == by_batch);
  }
}

TEST_CASE("runtime_models: the legend's equation is that of the curve at the batch size") {
  temporary_folder folder;
  const std::string log = folder.write(
      "l.jsonl", mixed_log(60, 0, [](double b, double s) { return 20 + 2 * b + 0.1 * s; }));
  const auto of = runtime_vs_tokens(asking(log, runtime_fit::plane))
                      .configurations[0]
                      .regime(step_selection::all);
  CHECK(of.shown()->equation == "T = 20 + 2 B + 0.1 S ms");
  CHECK(of.shown()->legend(8) == "T = 36 + 0.1 S ms, B = 8");
}

TEST_CASE(
    "runtime_models: a slope that one step alone decides is not eligible, the line is drawn") {
  temporary_folder folder;
  std::string text;
  for (int i = 0; i < 30; ++i) text += mixed_step(4, 8, 10 + i % 3);
  text += mixed_step(4, 100, 50);
  const auto result = runtime_vs_tokens(asking(folder.write("l.jsonl", text), runtime_fit::best));
  const auto& of = result.configurations[0].regime(step_selection::all);
  CHECK(of.best->name.empty());
  CHECK(of.model(runtime_fit::line)->ineligible == "one step alone decides the slope (leverage 1)");
  CHECK(of.shown()->kind == runtime_fit::line);
  CHECK(any_has(result.configurations[0].warnings, "the line is drawn"));
  simdjson::dom::parser parser;
  const std::string json = summary(result, "s.json");
  const simdjson::dom::element all = parser.parse(json)["configurations"].at(0)["regimes"]["all"];
  CHECK(all["best"].is_null());
  CHECK(has(std::string_view(all["best_reason"]), "leverage 1"));
}

TEST_CASE("runtime_models: nor are a ridge and a saturation, though they can be cross-validated") {
  temporary_folder folder;
  std::string text;
  for (int i = 0; i < 90; ++i)
    text += i == 5 ? mixed_step(4, 100, 50) : mixed_step(4, 8, 10 + i % 3);
  const auto result = runtime_vs_tokens(asking(folder.write("l.jsonl", text), runtime_fit::best));
  const auto& of = result.configurations[0].regime(step_selection::all);
  for (const runtime_fit kind : {runtime_fit::line, runtime_fit::ridge, runtime_fit::saturation}) {
    const fitted_model& model = *of.model(kind);
    CHECK(model.time_ordered.offered());
    CHECK(model.ineligible == "one step alone decides the slope (leverage 1)");
    CHECK(model.warns(fit::warning::one_point_carries_the_slope));
  }
  CHECK(of.best->name.empty());
  CHECK(of.shown()->kind == runtime_fit::line);
}

TEST_CASE("runtime_models: where all steps have as many tokens no model of tokens is chosen") {
  temporary_folder folder;
  std::string text;
  for (int i = 0; i < 60; ++i) text += mixed_step(2 + i % 5, 512, 60 + i % 5 + i % 3);
  auto options = asking(folder.write("l.jsonl", text), runtime_fit::best);
  options.sla_ms = 65;
  const auto best = runtime_vs_tokens(options);
  const auto& of = best.configurations[0].regime(step_selection::all);
  CHECK(of.model(runtime_fit::ridge)->fitted());
  CHECK(of.model(runtime_fit::ridge)->time_ordered.offered());
  CHECK(of.best->name.empty());
  CHECK(has(of.best->reason, "S is 512 in all steps"));
  CHECK_FALSE(of.sla.has_value());
  options.fit = runtime_fit::ridge;
  const auto ridge = runtime_vs_tokens(options);
  const auto& sla = ridge.configurations[0].regime(step_selection::all).sla.value();
  CHECK(std::isnan(sla.tokens));
  CHECK(sla.reason == "S is 512 in all steps: nothing is known of other numbers");
}

TEST_CASE("runtime_models: too few steps are not cross-validated, and that is said") {
  temporary_folder folder;
  const auto of_plane = [](double b, double s) { return 20 + 2 * b + 0.1 * s; };
  const auto result = runtime_vs_tokens(
      asking(folder.write("l.jsonl", mixed_log(27, 1, of_plane)), runtime_fit::line));
  const auto* line = result.configurations[0].regime(step_selection::all).shown();
  CHECK(line->kfold.offered());
  CHECK_FALSE(line->time_ordered.offered());
  simdjson::dom::parser parser;
  const std::string json = summary(result, "s.json");
  const simdjson::dom::element cv =
      parser.parse(json)["configurations"].at(0)["regimes"]["all"]["fits"]["line"]["cv"];
  CHECK(keys(cv["kfold"]) == std::vector<std::string>{"rmse", "mae", "mape_percent"});
  CHECK(cv["time_ordered"].is_null());
  CHECK(has(std::string_view(cv["time_ordered_reason"]), "27 points are too few"));
}

TEST_CASE("runtime_models: the summary names every candidate, the best and the target") {
  auto options = asking(slice_2048, runtime_fit::best);
  options.sla_ms = 100;
  simdjson::dom::parser parser;
  const std::string json = summary(runtime_vs_tokens(options), "s.json");
  const simdjson::dom::element all = parser.parse(json)["configurations"].at(0)["regimes"]["all"];
  using names = std::vector<std::string>;
  CHECK(keys(all) == names{"n", "tokens", "batch_size", "runtime_ms", "fits", "best", "sla"});
  CHECK(keys(all["fits"]) ==
        names{"line", "plane", "hinge", "hinge_reason", "ridge", "saturation"});
  CHECK(keys(all["fits"]["plane"]) == names{"r2", "rmse", "mae", "mape_percent", "n",
                                            "smape_percent", "zero_runtimes", "aicc", "equation",
                                            "parameters", "cv", "warnings"});
  CHECK(keys(all["best"]) == names{"name", "reason"});
  CHECK(keys(all["sla"]) == names{"target_ms", "batch_size", "tokens", "tokens_ci95",
                                  "tokens_prediction95", "extrapolated", "reason"});
  CHECK(all["fits"]["saturation"]["parameters"].at(0)["ci95"].at(0).is_null());
  const simdjson::dom::element mixed =
      parser.parse(json)["configurations"].at(0)["regimes"]["mixed"];
  CHECK(mixed["sla"].is_null());
  CHECK(mixed["fits"]["plane"].is_null());
}

TEST_CASE("service_level: the largest whole number of tokens that does not exceed the target") {
  const std::vector<double> batches{1, 1, 1, 1}, times{1, 1, 1, 1};
  const auto answer = [&](auto runtime, std::vector<double> tokens, double target) {
    fitted_model model;
    model.predict = [=](double, double s) { return runtime(s); };
    model.mean_interval = [=](double, double s, double) {
      return interval{runtime(s) - 1, runtime(s) + 1};
    };
    model.prediction_interval = [=](double, double s, double) {
      return interval{runtime(s) - 3, runtime(s) + 3};
    };
    return service_level_of(model, {batches, tokens, times}, 1, target);
  };
  const std::vector<double> data{10, 400, 700, 1000};
  const auto line = [](double s) { return 20 + 0.125 * s; };
  CHECK(answer(line, data, 100.05).tokens == 640);
  CHECK(answer(line, data, 100).tokens == 640);  // met exactly
  CHECK(answer(line, data, 100).tokens_ci95 == interval{632, 648});
  CHECK(answer(line, data, 100).tokens_prediction95 == 616);
  CHECK(answer(line, data, 1270).tokens == 10'000);  // beyond the data
  CHECK(answer(line, data, 20.75).tokens == 6);      // below them
  CHECK(std::isnan(answer(line, data, 20).tokens));  // not even one token
  CHECK(std::isnan(answer([](double) { return 5.0; }, data, 6).tokens));
  // A model that falls below the target does not limit a batch before it rises again.
  CHECK(answer([](double s) { return std::abs(s - 300); }, data, 50).tokens == 350);
  // A model that falls again is followed to where it first exceeds the target.
  CHECK(answer([](double s) { return s < 505 ? s : 1010 - s; }, data, 400).tokens == 400);
  // No model has learned anything from one number of tokens.
  const auto alone = answer(line, {512, 512, 512, 512}, 30);
  CHECK(std::isnan(alone.tokens));
  CHECK(alone.reason == "S is 512 in all steps: nothing is known of other numbers");
}

TEST_CASE("service_level: two steps have an answer and no interval, which is said") {
  temporary_folder folder;
  auto options = asking(folder.write("l.jsonl", mixed_step(2, 100, 10) + mixed_step(2, 200, 20)),
                        runtime_fit::line);
  options.sla_ms = 15;
  const auto result = runtime_vs_tokens(options);
  const auto& sla = result.configurations[0].regime(step_selection::all).sla.value();
  CHECK(std::abs(sla.tokens - 150) <= 1);
  CHECK(std::isnan(sla.tokens_ci95.low));
  CHECK(std::isnan(sla.tokens_prediction95));
  CHECK(has(sla.reason, "the model has no interval"));
  CHECK_FALSE(has(sla.reason, "stays below"));
}

TEST_CASE("service_level: what cannot be answered is NaN, with the reason") {
  temporary_folder folder;
  const std::string log =
      folder.write("l.jsonl", mixed_log(100, 1, [](double, double s) { return 20 + 0.1 * s; }));
  auto options = asking(log, runtime_fit::line);
  options.sla_ms = 60;
  const auto asked = [&] {
    return runtime_vs_tokens(options).configurations[0].regime(step_selection::all).sla.value();
  };
  const auto found = asked();
  CHECK(std::abs(found.tokens - 400) < 10);
  CHECK(found.tokens == std::floor(found.tokens));
  CHECK_FALSE(found.extrapolated);
  CHECK(found.reason.empty());
  CHECK(found.tokens_ci95.low < found.tokens);
  CHECK(found.tokens < found.tokens_ci95.high);
  CHECK(found.tokens_prediction95 < found.tokens_ci95.low);
  options.sla_ms = 5;
  CHECK(std::isnan(asked().tokens));
  CHECK(has(asked().reason, "the model is above the target for every number of tokens"));
  options.sla_ms = 1e6;
  CHECK(asked().extrapolated);
  CHECK(has(asked().reason, "beyond the data, which end at "));
}

TEST_CASE("runtime_models: a target without a model, or none that is a time, is refused") {
  auto options = asking(slice_2048, runtime_fit::none);
  options.sla_ms = 100;
  CHECK_THROWS_AS(runtime_vs_tokens(options), workflow::error);
  options.fit = runtime_fit::line;
  options.sla_ms = 0;
  CHECK_THROWS_AS(runtime_vs_tokens(options), workflow::error);
  options.sla_ms = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(runtime_vs_tokens(options), workflow::error);
  CHECK_THROWS_AS(runtime_fit_from("cubic"), workflow::error);
  CHECK(runtime_fit_from("best") == runtime_fit::best);
}

TEST_CASE("residuals: measured less predicted, with the ids of batches") {
  const auto result = runtime_vs_tokens(asking(slice_2048, runtime_fit::line));
  const auto table = residual_table(result);
  REQUIRE(table.rows().size() == 39);
  const auto& row = table.rows().front();
  CHECK(row[0].text() == "a");
  CHECK(row[1].text() == "line");
  CHECK(row[2].integer() == 936);
  CHECK(row[4].number() == 9);
  CHECK(row[7].number() == row[5].number() - row[6].number());
  double sum = 0;
  for (const auto& each : table.rows()) sum += each[7].number();
  CHECK(std::abs(sum) < 1e-9);
  const auto drawn = residual_figure(result, hover_details::batches);
  const auto& points = std::get<plot::points_mark>(drawn.grid.at(0).marks().front());
  CHECK(points.x.size() == 39);
  CHECK(points.options.hover.size() == 3);
  CHECK(points.options.label == "a: line");
}

TEST_CASE("residuals: those of a regime are of its own model, and without one there are none") {
  auto options = asking(slice_2048, runtime_fit::line);
  options.regime = step_selection::decode;
  CHECK(residual_table(runtime_vs_tokens(options)).rows().size() == 38);
  options.regime = step_selection::mixed;
  const auto result = runtime_vs_tokens(options);
  CHECK_THROWS_AS(residual_table(result), workflow::error);
  CHECK_THROWS_AS(residual_figure(result), workflow::error);
}
