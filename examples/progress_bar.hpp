#pragma once

#include <unistd.h>

#include <proflens/report/number.hpp>
#include <proflens/workflow/cluster_operators/options.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

namespace driver {

/// One line on a terminal that says how far reading has come: share, bytes, rate, time left.
class progress_bar {
 public:
  void operator()(const proflens::workflow::cluster_progress& now) {
    if (now.pass != pass_) {
      pass_ = now.pass;
      start_ = clock::now();
      first_bytes_ = now.bytes;
    }
    // Behind the line nothing is left of a longer one; at the end nothing at all.
    std::cerr << '\r' << (now.is_done ? std::string() : line(now)) << "\033[K" << std::flush;
  }

 private:
  using clock = std::chrono::steady_clock;

  static std::string size_text(double bytes) {
    const char* const units[] = {" B", " kB", " MB", " GB", " TB"};
    std::size_t unit = 0;
    for (; bytes >= 1000 && unit + 1 < std::size(units); ++unit) bytes /= 1000;
    return proflens::report::rounded(bytes, 3) + units[unit];
  }

  std::string line(const proflens::workflow::cluster_progress& now) const {
    const double seconds = std::chrono::duration<double>(clock::now() - start_).count();
    const auto done = static_cast<double>(now.bytes), all = static_cast<double>(now.total_bytes);
    const double share = all > 0 ? std::min(done / all, 1.0) : 1;
    const double rate = seconds > 0 ? (done - static_cast<double>(first_bytes_)) / seconds : 0;
    const auto filled = static_cast<std::size_t>(share * 30);
    std::string text = now.pass == 1 ? "durations [" : "features  [";
    text += std::string(filled, '#') + std::string(30 - filled, '.') + "] " + size_text(done) +
            " of " + size_text(all);
    if (rate > 0)
      text += ", " + size_text(rate) + "/s, " +
              proflens::report::rounded(std::max(0.0, all - done) / rate, 2) + " s left";
    return text;
  }

  int pass_ = 0;
  clock::time_point start_ = clock::now();
  std::uint64_t first_bytes_ = 0;
};

/// A progress bar where the error output is a terminal, else nothing.
inline std::function<void(const proflens::workflow::cluster_progress&)> terminal_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [bar = std::make_shared<progress_bar>()](const auto& now) { (*bar)(now); };
}

}  // namespace driver
