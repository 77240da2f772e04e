#pragma once

#include <proflens/workflow/cluster_operators.hpp>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>
#include <string_view>

namespace driver {

/// The command line of analyze_cluster_operators, and the options of the workflow it stands for.
class cluster_operators_options {
 public:
  bool verbose = false;

  explicit cluster_operators_options(CLI::App& app) {
    describe_input(app);
    describe_output(app);
    describe_verdict(app);
  }

  /// Where results go: `-o`, or `result` in the cluster's folder.
  std::filesystem::path output_folder() const {
    return output_.empty() ? options_.root / "result" : std::filesystem::path(output_);
  }

  proflens::workflow::cluster_operators_options workflow() const {
    auto options = options_;
    options.sketch = quantiles_ == quantile_kind::sketch;
    options.json = format_ == table_format::json;
    return options;
  }

 private:
  void describe_input(CLI::App& app) {
    app.add_option("-d,--dir", options_.root, "the parent of the node folders")
        ->check(name())
        ->type_name("DIR")
        ->required();
    add_filter(app);
    app.add_option("--op-type", options_.op_type, "only operators of this OP Type")
        ->type_name("TYPE");
    app.add_flag("--merge-instances", options_.merge_instances,
                 "take the numbers of instances off names: ZerosLike46 is ZerosLike");
    app.add_option("--compare", options_.compare, "another run, to compare with this one")
        ->check(name())
        ->type_name("DIR");
    app.add_option("-j,--threads", options_.threads, "0: one for each core")
        ->check(CLI::Range(0u, 4096u))
        ->type_name("THREADS")
        ->capture_default_str();
    add_word(app, "--quantiles", quantiles_, quantile_names,
             "exact while samples fit in memory, or by sketches from the start [exact]");
    app.add_option_function<double>(
           "--exact-memory",
           [this](double mib) {
             options_.exact_memory = static_cast<std::size_t>(mib * 1024 * 1024);
           },
           "MiB of samples that are kept before sketches take over [64]")
        ->check(CLI::Range(0.0, 1e6))
        ->check(number())
        ->type_name("MIB");
  }

  void describe_output(CLI::App& app) {
    using namespace proflens::workflow;
    add_word(app, "-t,--type", options_.output, cluster_output_names,
             "pages, the table, or all; the summary is always written [html]");
    app.add_option("-n,--top", options_.top, "operators on the pages")
        ->type_name("N")
        ->capture_default_str();
    app.add_option("-o,--output", output_, "folder of the results [DIR/result]")
        ->check(name())
        ->type_name("OUT");
    add_word(app, "--rank-by", options_.rank_by, operator_rank_names,
             "which operators come first [mean]");
    add_word(app, "--by", options_.by, operator_split_names, "what a row stands for [device]");
    add_word(app, "--format", format_, format_names, "json: the table as JSON too [csv]");
    app.add_flag("--spreadsheet", options_.spreadsheet,
                 "put ' before cells that a spreadsheet would compute");
    app.add_flag("-v,--verbose", verbose, "say what each table held, and what was set aside");
  }

  void describe_verdict(CLI::App& app) {
    app.add_option("--min-excess", options_.min_excess,
                   "a device is slow from this share above the others on")
        ->check(CLI::Range(0.0, 1e6))
        ->check(number())
        ->capture_default_str();
  }

  /// A word out of a list; another one ends with the list.
  template <class Value, std::size_t Count>
  static void add_word(CLI::App& app, const std::string& name, Value& value,
                       const std::array<std::string_view, Count>& words,
                       const std::string& meaning) {
    std::string valid;
    for (const auto word : words) valid += (valid.empty() ? "" : "|") + std::string(word);
    app.add_option_function<std::string>(
           name,
           [name, &value, &words](const std::string& word) {
             try {
               value = proflens::workflow::value_named<Value>(word, words);
             } catch (const proflens::error& wrong) {
               throw CLI::ValidationError(name, wrong.what());
             }
           },
           meaning)
        ->type_name(valid);
  }

  void add_filter(CLI::App& app) {
    app.add_option_function<std::string>(
           "--filter",
           [this](const std::string& text) {
             try {
               const auto pattern = std::make_shared<const std::regex>(text);
               options_.keeps_name = [pattern](std::string_view name) {
                 return std::regex_search(name.begin(), name.end(), *pattern);
               };
             } catch (const std::regex_error& wrong) {
               throw CLI::ValidationError("--filter", "\"" + text +
                                                          "\" is no regular expression "
                                                          "(ECMAScript): " +
                                                          wrong.what());
             }
           },
           "only operators whose name holds this (ECMAScript)")
        ->type_name("REGEX");
  }

  /// Refuses an empty text, as a script's unset variable leaves it.
  static CLI::Validator name() {
    const auto problem = [](std::string& text) -> std::string {
      return text.empty() ? "expected the name of a folder, found nothing" : "";
    };
    return CLI::Validator(problem, "");
  }

  /// Refuses nan, which CLI::Range lets through.
  static CLI::Validator number() {
    const auto problem = [](std::string& text) -> std::string {
      double value = 0;
      const bool ok = CLI::detail::lexical_cast(text, value) && !std::isnan(value);
      return ok ? "" : "expected a number, found " + text;
    };
    return CLI::Validator(problem, "");
  }

  enum class quantile_kind : std::uint8_t { exact, sketch };
  enum class table_format : std::uint8_t { csv, json };
  static constexpr std::array<std::string_view, 2> quantile_names{"exact", "sketch"};
  static constexpr std::array<std::string_view, 2> format_names{"csv", "json"};

  proflens::workflow::cluster_operators_options options_;
  quantile_kind quantiles_ = quantile_kind::exact;
  table_format format_ = table_format::csv;
  std::string output_;
};

}  // namespace driver
