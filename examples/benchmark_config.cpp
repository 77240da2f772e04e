// Configurations of the transformer benchmark: shows the presets, or writes one as a file.
#include <proflens/detail/atomic_file.hpp>
#include <proflens/report/text.hpp>
#include <proflens/workflow/transformer_benchmark/presets.hpp>

#include "driver.hpp"

#include <string>

using namespace proflens;

int main(int argc, char** argv) {
  CLI::App app("Shows the presets of benchmark_transformer, or writes one as a file to change.",
               "benchmark_config");
  std::string preset, output = "benchmark_config.json";
  bool shows = false;
  auto* show = app.add_flag("--show-presets", shows, "list all presets and what they are for");
  auto* create =
      app.add_option("--create", preset, "write this preset: " + workflow::preset_names())
          ->type_name("NAME")
          ->excludes(show);
  create->check([](const std::string& name) {
    return workflow::find_preset(name)
               ? std::string()
               : "there is no preset " + name + "; there are " + workflow::preset_names();
  });
  app.add_option("--output", output, "the file to write")
      ->type_name("FILE")
      ->capture_default_str()
      ->needs(create);
  return driver::run(app, argc, argv, [&] {
    if (preset.empty() && !shows) throw CLI::RequiredError("--show-presets or --create NAME");
    if (shows) {
      std::cout << report::text(workflow::preset_table(), {.max_cell_columns = 100});
      return;
    }
    detail::write_atomically(output,
                             workflow::configuration_json(workflow::preset_configuration(preset)));
    std::cout << "wrote " << report::terminal_text(output) << '\n';
  });
}
