#pragma once

#include <unistd.h>

#include <proflens/report/number.hpp>
#include <proflens/workflow/transformer_benchmark/options.hpp>

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace driver {

/// One line on a terminal that says which point and run is measured, and how long the rest takes.
class point_progress {
 public:
  ~point_progress() {
    if (was_shown_) std::cerr << "\r\033[K" << std::flush;
  }

  void operator()(const proflens::workflow::transformer_progress& now) {
    was_shown_ = true;
    std::string line = "point " + std::to_string(now.point) + " of " + std::to_string(now.points) +
                       ", batch size " + std::to_string(now.batch_size) + ", input length " +
                       std::to_string(now.input_length) + ": ";
    line += now.run == 0 ? "warming up"
                         : "run " + std::to_string(now.run) + " of " + std::to_string(now.runs);
    const double seconds = std::chrono::duration<double>(clock::now() - start_).count();
    if (now.share_done > 0)
      line += ", about " +
              proflens::report::rounded(seconds * (1 - now.share_done) / now.share_done, 2) +
              " s left";
    std::cerr << '\r' << line << "\033[K" << std::flush;
  }

 private:
  using clock = std::chrono::steady_clock;

  clock::time_point start_ = clock::now();
  bool was_shown_ = false;
};

/// That line where the error output is a terminal, else nothing.
inline std::function<void(const proflens::workflow::transformer_progress&)> shown_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [line = std::make_shared<point_progress>()](const auto& now) { (*line)(now); };
}

}  // namespace driver
