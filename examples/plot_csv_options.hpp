#pragma once

#include <proflens/plot/save.hpp>
#include <proflens/workflow/plot_csv.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>

namespace driver {

/// The command line of plot_csv: the flags of the script it replaces, which also take true or
/// false, and dashes for underscores.
class plot_csv_options {
 public:
  std::string figure_file;  ///< empty: show it

  explicit plot_csv_options(CLI::App& app) {
    app.add_option("--csv_file,--csv-file", options_.csv_file,
                   "the table: model, batch_size, sequence_length, result; or the runs of the "
                   "transformer benchmark")
        ->type_name("FILE")
        ->required();
    add_flag(app, "--plot_along_batch,--plot-along-batch", options_.plot_along_batch,
             "batch sizes along x, not sequence lengths");
    add_flag(app, "--is_time,--is-time", options_.is_time, "the results are seconds, not MB");
    add_flag(app, "--no_log_scale,--no-log-scale", options_.no_log_scale, "linear axes");
    add_flag(app, "--is_train,--is-train", options_.is_train, "say training in the title");
    app.add_option(
           "--figure_png_file,--figure-png-file", figure_file,
           "the figure, " + proflens::plot::savable_endings() + "; without it the figure is shown")
        ->type_name("FILE")
        ->check([](const std::string& file) { return refusal_of(file); });
    app.add_option("--short_model_names,--short-model-names", options_.short_model_names,
                   "one for each model, in the order of the table")
        ->type_name("NAME ...")
        ->check([](const std::string& name) {  // the first word behind it is taken whatever it is
          return name.starts_with("--") ? "expected a name, found the option " + name : "";
        });
  }

  const proflens::workflow::plot_csv_options& workflow() const { return options_; }

 private:
  static void add_flag(CLI::App& app, const std::string& names, bool& flag,
                       const std::string& meaning) {
    app.add_option_function<std::string>(
           names, [&flag, names](const std::string& text) { flag = truth(names, text); }, meaning)
        ->expected(0, 1)
        ->default_str("true")
        ->type_name("[true|false]");
  }

  /// The words that Python's HfArgumentParser takes.
  static bool truth(const std::string& names, std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    for (const char* yes : {"true", "yes", "t", "y", "1"})
      if (text == yes) return true;
    for (const char* no : {"false", "no", "f", "n", "0"})
      if (text == no) return false;
    throw CLI::ValidationError(names, "expected true or false, found " + text);
  }

  /// Why a figure cannot be written under such a name; empty if it can.
  static std::string refusal_of(const std::string& file) {
    try {
      proflens::plot::require_savable(proflens::plot::ending_of(file));
    } catch (const proflens::error& wrong) {
      return wrong.what();
    }
    return {};
  }

  proflens::workflow::plot_csv_options options_;
};

}  // namespace driver
