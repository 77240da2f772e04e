#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace proflens::workflow {

/// Which table to draw, and how. Named after the flags of the script this workflow replaces.
struct plot_csv_options {
  std::filesystem::path csv_file = {};
  bool plot_along_batch = false;  ///< x is the batch size, else the sequence length
  bool is_time = false;           ///< the results are seconds, else MB
  bool no_log_scale = false;
  bool is_train = false;                            ///< only for the title
  std::vector<std::string> short_model_names = {};  ///< one for each model, in the table's order
  double dpi = 300;
};

}  // namespace proflens::workflow
