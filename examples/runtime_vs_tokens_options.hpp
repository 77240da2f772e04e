#pragma once

#include <proflens/plot/save.hpp>
#include <proflens/workflow/runtime_vs_tokens.hpp>

#include <CLI/CLI.hpp>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace driver {

/// The command line of draw_runtime_vs_tokens, and the options of the workflow it stands for.
class runtime_vs_tokens_options {
 public:
  std::string output = "model_runtime_vs_tokens.png";
  std::string summary;
  std::string residuals;
  bool verbose = false;

  explicit runtime_vs_tokens_options(CLI::App& app) {
    describe_input(app);
    describe_output(app);
    describe_look(app);
  }

  /// Throws CLI::ValidationError where the command line contradicts itself.
  proflens::workflow::runtime_vs_tokens_options workflow() const {
    using namespace proflens;
    const bool single = !single_.empty();
    if (single && !arguments_.empty())
      throw CLI::ValidationError("--single",
                                 "shows one configuration, found also " + arguments_[0]);
    if (options_.color_by_batch && arguments_.size() > 1)
      throw CLI::ValidationError("--color-by-batch", "shows one configuration, found " +
                                                         std::to_string(arguments_.size()));
    auto options = options_;
    try {
      options.fit = workflow::runtime_fit_from(fit_);
      if (!residuals.empty() && options.fit == workflow::runtime_fit::none)
        throw workflow::error("residuals are those of a cost model; choose one by --fit");
      for (const auto& argument : single ? std::vector{single_} : arguments_)
        options.configurations.push_back(workflow::configuration_from(argument));
      options.regime = workflow::step_selection_from(regime_);
      workflow::check(options);
      workflow::check_outputs(files());
    } catch (const error& wrong) {
      throw CLI::ValidationError(wrong.what());
    }
    return options;
  }

  proflens::workflow::runtime_vs_tokens_files files() const { return {output, summary, residuals}; }

 private:
  void describe_input(CLI::App& app) {
    app.add_option(
           "configurations", arguments_,
           "a log (.jsonl, .jsonl.gz, .jsonl.zst) or a folder of logs, with its name in the "
           "legend before it")
        ->type_name("[NAME:]PATH");
    app.add_option("--single", single_, "the only configuration")->type_name("[NAME:]PATH");
    // An upper bound, because CLI11 takes -1 for a very large number of lines.
    app.add_option("--trim", options_.trim, "lines dropped at each end of every file")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1} << 40))
        ->type_name("LINES")
        ->capture_default_str();
    add_limit(app, "--max-schedule-ms", options_.max_schedule_ms,
              "leave out steps whose scheduling took longer, none: keep all [300]");
    add_limit(app, "--max-runtime-ms", options_.max_runtime_ms,
              "leave out steps whose model ran longer, none: keep all [200]");
    app.add_option("--threads", options_.threads, "0: one for each core")->capture_default_str();
  }

  void describe_output(CLI::App& app) {
    app.add_option("-o,--output", output, "the figure: .png, .svg, .pdf or .html")
        ->capture_default_str();
    app.add_option("--summary", summary, "the numbers: .json, .csv or .md");
    app.add_option("--fit", fit_, "cost model of each regime; best fits all and chooses")
        ->check(CLI::IsMember({"none", "line", "plane", "hinge", "ridge", "saturation", "best"}))
        ->capture_default_str();
    app.add_option("--sla", options_.sla_ms,
                   "the largest number of tokens whose run time stays below; with --fit")
        ->check(CLI::Range(1e-6, 1e12))
        ->check(number())
        ->type_name("MS");
    app.add_option("--residuals", residuals,
                   "what the model leaves: .png, .svg, .pdf, .html or .csv; with --fit");
    app.add_option("--regime", regime_, "steps in the figure")
        ->check(CLI::IsMember({"all", "decode", "prefill", "mixed", "empty"}))
        ->capture_default_str();
    app.add_flag("-v,--verbose", verbose, "say what each file held");
  }

  void describe_look(CLI::App& app) {
    app.add_option("--title", options_.title, "above the figure");
    app.add_flag("--color-by-batch", options_.color_by_batch, "colours by batch size");
    add_range(app, "--x-range", options_.x_range, "tokens from LO to HI");
    add_range(app, "--y-range", options_.y_range, "ms from LO to HI");
    app.add_option("--alpha", options_.alpha, "opacity of the points")
        ->check(CLI::Range(0.0, 1.0))
        ->check(number())
        ->capture_default_str();
    app.add_option("--point-size", options_.point_size, "pt^2")
        ->check(CLI::Range(0.01, 1e5))
        ->check(number())
        ->capture_default_str();
    app.add_option("--dpi", options_.dpi, "resolution of a .png")
        ->check(CLI::Range(10.0, 2400.0))
        ->check(number())
        ->capture_default_str();
    app.add_flag_callback(
        "--no-edges", [this] { options_.edges = false; }, "points without their white rims");
    app.add_flag("--rasterized", options_.rasterized, "points as an image in .svg and .pdf too");
    app.add_option("--max-points-per-config", options_.max_points,
                   "draw a random sample of the points")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 40))
        ->type_name("N");
  }

  /// Refuses nan, which CLI::Range lets through: it is neither below nor above.
  static CLI::Validator number() {
    const auto problem = [](std::string& text) -> std::string {
      double value = 0;
      const bool ok = CLI::detail::lexical_cast(text, value) && !std::isnan(value);
      return ok ? "" : "expected a number, found " + text;
    };
    return CLI::Validator(problem, "");
  }

  /// A limit in ms, or the word none.
  static void add_limit(CLI::App& app, const std::string& name, std::optional<double>& limit,
                        const std::string& meaning) {
    app.add_option_function<std::string>(
           name,
           [name, &limit](const std::string& text) {
             double value = 0;
             if (text == "none") {
               limit.reset();
             } else if (CLI::detail::lexical_cast(text, value) && value >= 0) {
               limit = value;
             } else {
               throw CLI::ValidationError(name, "expected milliseconds or none, found " + text);
             }
           },
           meaning)
        ->type_name("MS|none");
  }

  static void add_range(CLI::App& app, const std::string& name,
                        std::optional<proflens::interval>& range, const std::string& meaning) {
    app.add_option_function<std::pair<double, double>>(
           name,
           [name, &range](const std::pair<double, double>& ends) {
             const bool finite = std::isfinite(ends.first) && std::isfinite(ends.second);
             if (!finite || !(ends.first < ends.second))
               throw CLI::ValidationError(name, "expected LO below HI, two finite numbers");
             range = {ends.first, ends.second};
           },
           meaning)
        ->type_name("LO HI");
  }

  std::vector<std::string> arguments_;
  std::string single_;
  std::string fit_ = "none";
  std::string regime_ = "all";
  proflens::workflow::runtime_vs_tokens_options options_;
};

}  // namespace driver
