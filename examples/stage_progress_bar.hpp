#pragma once

#include <unistd.h>

#include <proflens/engine/graphsage_stages.hpp>
#include <proflens/report/number.hpp>
#include <proflens/workflow/stage_profiling/measure_options.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace driver {

/// One line on a terminal: a bar, the case, unit and stage that is measured, and how long the rest
/// takes.
class stage_progress_bar {
 public:
  ~stage_progress_bar() {
    if (was_shown_) std::cerr << "\r\033[K" << std::flush;
  }

  void operator()(const proflens::workflow::stage_progress& now) {
    if (!was_shown_) start_ = clock::now();
    was_shown_ = true;
    std::cerr << '\r' << line(now) << "\033[K" << std::flush;
  }

 private:
  using clock = std::chrono::steady_clock;

  std::string line(const proflens::workflow::stage_progress& now) const {
    using proflens::report::rounded;
    constexpr std::size_t width = 20;
    const std::size_t filled = (now.place - 1) * width / now.places;
    std::string text = '[' + std::string(filled, '#') + std::string(width - filled, '.') + "] " +
                       std::to_string(now.place) + " of " + std::to_string(now.places) + ": " +
                       rounded(now.size.nodes) + " nodes, " + rounded(now.size.edges) + " edges, " +
                       now.unit + ", " +
                       std::string(name_of(proflens::engine::graphsage_stage_of(now.stage)));
    const double seconds = std::chrono::duration<double>(clock::now() - start_).count();
    if (now.share_done > 0)
      text += ", about " + rounded(seconds * (1 - now.share_done) / now.share_done, 2) + " s left";
    return text;
  }

  clock::time_point start_ = {};
  bool was_shown_ = false;
};

/// That line where the error output is a terminal, else nothing.
inline std::function<void(const proflens::workflow::stage_progress&)> shown_stage_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [bar = std::make_shared<stage_progress_bar>()](const auto& now) { (*bar)(now); };
}

}  // namespace driver
