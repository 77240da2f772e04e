#pragma once

#include <proflens/detail/atomic_file.hpp>
#include <proflens/workflow/error.hpp>
#include <proflens/workflow/stage_profiling.hpp>
#include <proflens/workflow/stage_profiling/configuration_json.hpp>
#include <proflens/workflow/stage_profiling/read_configuration.hpp>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "stage_sizes_options.hpp"

namespace driver {

/// The command line of profile_stages.
class profile_stages_options {
 public:
  bool creates_test_cases = false, exports = false, measures = false, analyzes = false;
  stage_sizes_options sizes;

  explicit profile_stages_options(CLI::App& app) : sizes(app) {
    app.add_flag("--all", all_, "export, measure, analyze");
    app.add_flag("--export", exports, "write the models of all stages");
    app.add_flag("--measure", measures,
                 "time them; exports what is missing, and goes on from the "
                 "checkpoint of a run that was stopped");
    app.add_flag("--analyze", analyzes, "tables, report and figures from raw_measurements.json");
    app.add_flag("--create-test-cases", creates_test_cases,
                 "write the standard 15 cases as a file to change");
    app.add_option("--test-cases", test_cases_,
                   "what to measure (test_cases.json if it is there, else the standard 15 cases)")
        ->type_name("FILE");
    app.add_option("--output-dir", output_dir_, "gets exported_models/ and results/")
        ->type_name("DIR")
        ->capture_default_str();
    app.add_option("--units", units_, "processing units, as CPU,GPU,NPU")
        ->type_name("LIST")
        ->delimiter(',')
        ->capture_default_str();
    add_measuring(app);
  }

  /// `--all` leaves exporting out where this build cannot. Throws CLI::RequiredError if nothing was
  /// asked for.
  void require_something() {
    exports = exports || (all_ && proflens::workflow::can_export_models);
    measures = measures || all_;
    analyzes = analyzes || all_;
    if (!exports && !measures && !analyzes && !creates_test_cases && !sizes.is_asked())
      throw CLI::RequiredError(
          "--all, --export, --measure, --analyze, --lookup, --place or --create-test-cases");
  }

  /// Writes the standard cases. Throws workflow::error for a file that is there: it may have been
  /// changed by hand.
  std::string create_test_cases() const {
    namespace workflow = proflens::workflow;
    const std::string file = test_cases_.empty() ? standard_file : test_cases_;
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
      throw workflow::error(file + " is there already; delete it, or name another --test-cases");
    proflens::detail::write_atomically(
        file, workflow::configuration_json(workflow::default_stage_configuration()));
    return file;
  }

  /// What is to be done. Throws read::error for a file of cases that is wrong or not there.
  proflens::workflow::stage_profiling_options workflow() {
    proflens::workflow::stage_profiling_options options;
    options.configuration = configuration();
    options.output_dir = output_dir_;
    options.units = units_;
    options.engine = engine();
    options.threads = threads_;
    options.fresh = fresh_;
    return options;
  }

  /// Neither named nor there: the standard cases are taken.
  bool takes_standard_cases() const {
    std::error_code ignored;
    return test_cases_.empty() && !std::filesystem::exists(standard_file, ignored);
  }

 private:
  static constexpr const char* standard_file = "test_cases.json";

  void add_measuring(CLI::App& app) {
    app.add_option("--engine", engine_,
                   "what computes; auto: OpenVINO, and where it is not there or fails on the CPU, "
                   "eigen")
        ->check(CLI::IsMember({"auto", "openvino", "onnxruntime", "eigen"}))
        ->capture_default_str();
    app.add_option("--warmup", warmup_, "runs of each point that do not count (10)")
        ->check(CLI::Range(0, most_runs));
    app.add_option("--iterations", iterations_, "runs of each point that are timed (50)")
        ->check(CLI::Range(1, most_runs));
    app.add_option("--threads", threads_, "on the CPU; 0: as many as the engine chooses")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_flag("--fresh", fresh_, "measure all anew, whatever checkpoint there is");
    app.get_option("--units")->check([](const std::string& unit) { return refusal_of(unit); });
  }

  static std::string refusal_of(const std::string& unit) {
    const std::string kind = unit.substr(0, unit.find('.'));
    const std::string number = unit.size() > kind.size() ? unit.substr(kind.size() + 1) : "0";
    const bool is_known = (kind == "CPU" || kind == "GPU" || kind == "NPU") && !number.empty() &&
                          number.find_first_not_of("0123456789") == std::string::npos;
    return is_known ? "" : "expected CPU, GPU or NPU, or one of several as GPU.1; found " + unit;
  }

  proflens::workflow::engine_choice engine() const {
    using proflens::workflow::engine_choice;
    for (const engine_choice choice :
         {engine_choice::openvino, engine_choice::onnxruntime, engine_choice::eigen}) {
      if (name_of(choice) == engine_) return choice;
    }
    return engine_choice::automatic;
  }

  proflens::workflow::stage_configuration configuration() const {
    namespace workflow = proflens::workflow;
    workflow::stage_configuration result =
        takes_standard_cases() ? workflow::default_stage_configuration()
                               : workflow::read_stage_configuration_file(
                                     test_cases_.empty() ? standard_file : test_cases_);
    if (warmup_) result.num_warmup = *warmup_;
    if (iterations_) result.num_iterations = *iterations_;
    return result;
  }

  static constexpr int most_runs = 1'000'000'000;

  bool all_ = false, fresh_ = false;
  std::string test_cases_, output_dir_ = ".";
  std::vector<std::string> units_{"CPU", "GPU", "NPU"};
  std::string engine_ = "auto";
  std::optional<int> warmup_, iterations_;
  int threads_ = 0;
};

}  // namespace driver
