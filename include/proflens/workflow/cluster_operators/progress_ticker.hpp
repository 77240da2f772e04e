#pragma once

#include <proflens/workflow/cluster_operators/options.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace proflens::workflow {

/// Tells a callback how many bytes were read, ten times a second while it lives and once more at
/// its end. Without a callback it does nothing.
class progress_ticker {
 public:
  progress_ticker(std::function<void(const cluster_progress&)> tell, std::uint64_t total_bytes,
                  int pass)
      : tell_(std::move(tell)), told_{.total_bytes = total_bytes, .pass = pass} {
    if (tell_) ticking_ = std::jthread([this](std::stop_token stop) { tick(stop); });
  }
  ~progress_ticker() {
    if (!tell_) return;
    ticking_.request_stop();
    ticking_.join();
    told_.is_done = true;
    tell();
  }
  progress_ticker(const progress_ticker&) = delete;
  progress_ticker& operator=(const progress_ticker&) = delete;

  /// Grown by whoever reads.
  std::atomic<std::uint64_t> bytes = 0;

 private:
  void tick(const std::stop_token& stop) {
    std::mutex waiting;
    std::unique_lock lock(waiting);
    std::condition_variable_any never;
    while (!never.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; }) &&
           !stop.stop_requested())
      tell();
  }

  void tell() {
    told_.bytes = bytes.load(std::memory_order_relaxed);
    tell_(told_);
  }

  std::function<void(const cluster_progress&)> tell_;
  cluster_progress told_;
  std::jthread ticking_;  ///< last: ends before what it uses
};

}  // namespace proflens::workflow
