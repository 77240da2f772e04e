#include <proflens/workflow/runtime_vs_tokens/host_gaps.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>

using namespace proflens;
using workflow::host_gaps;

namespace {

/// A step of 20 ms after 0.5 ms of scheduling, whose scheduling ended at this time.
record::scheduler_step step_at(double timestamp_s) {
  record::scheduler_step step;
  step.timestamp_s = timestamp_s;
  step.runtime_ms = 20;
  step.schedule_ms = 0.5;
  return step;
}

/// The steps of a log whose n-th host gap is n / 10 ms, from line 11 on.
host_gaps of_lines(int begin, int end) {
  host_gaps gaps;
  double at = 100;
  for (int i = 0; i < end; ++i) {
    if (i >= begin) gaps(step_at(at), static_cast<std::uint64_t>(11 + i));
    at += (20.5 + 0.1 * (i + 1)) / 1000;
  }
  return gaps;
}

}  // namespace

TEST_CASE("host_gaps: the time that neither model nor scheduler accounts for") {
  const host_gaps gaps = of_lines(0, 6);
  REQUIRE(gaps.gaps_ms.size() == 5);
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(std::abs(gaps.gaps_ms.values()[i] - 0.1 * static_cast<double>(i + 1)) < 1e-8);
}

TEST_CASE("host_gaps: an empty one changes nothing, and nothing holds none") {
  host_gaps gaps = of_lines(0, 6);
  gaps += host_gaps{};
  CHECK(gaps == of_lines(0, 6));
  host_gaps empty;
  empty += of_lines(0, 6);
  CHECK(empty == of_lines(0, 6));
  CHECK(host_gaps{}.gaps_ms.size() == 0);
}

TEST_CASE("host_gaps: pieces of a log have as many as the whole") {
  for (int cut = 1; cut < 6; ++cut) {
    host_gaps gaps = of_lines(0, cut);
    gaps += of_lines(cut, 6);
    CHECK(gaps.gaps_ms.size() == 5);
    double sum = 0;
    for (const double gap : gaps.gaps_ms.values()) sum += gap;
    CHECK(std::abs(sum - 1.5) < 1e-7);
  }
}

TEST_CASE("host_gaps: lines are counted from the start of the file") {
  host_gaps first, second;
  first(step_at(1), 1);
  first(step_at(1.021), 2);
  second(step_at(1.042), 1);  // the first line of its block
  second.shift_lines(2);
  first += second;
  CHECK(first.gaps_ms.size() == 2);
}

TEST_CASE("host_gaps: between steps that are no neighbours there is none") {
  host_gaps gaps;
  gaps(step_at(1), 1);
  gaps(step_at(1.1), 3);
  CHECK(gaps.gaps_ms.size() == 0);
  gaps.finish_file();
  gaps(step_at(50), 4);  // the next file
  CHECK(gaps.gaps_ms.size() == 0);
}

TEST_CASE("host_gaps: other generations have none") {
  host_gaps gaps;
  for (int i = 0; i < 5; ++i) {
    gaps(step_at(1.7e9 + i), static_cast<std::uint64_t>(i));  // Unix time
    record::scheduler_step step = step_at(1);
    step.timestamp_s.reset();
    gaps(step, static_cast<std::uint64_t>(i));
    step = step_at(1);
    step.schedule_ms.reset();
    gaps(step, static_cast<std::uint64_t>(i));
  }
  CHECK(gaps.gaps_ms.size() == 0);
}
