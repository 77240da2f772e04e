#pragma once

#include <chrono>

namespace tests {

/// A clock that stands still until it is moved; all copies show the same time. Each reading may
/// take some time too.
struct fake_clock {
  std::chrono::nanoseconds* time = nullptr;
  std::chrono::nanoseconds reading = {};

  std::chrono::nanoseconds now() const { return *time += reading; }
};

}  // namespace tests
