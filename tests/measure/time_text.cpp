#include <proflens/measure/time_text.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <ctime>

using proflens::measure::utc_text;
using namespace std::chrono;
using namespace std::chrono_literals;

TEST_CASE("time_text: known times") {
  CHECK(utc_text(system_clock::time_point{}) == "1970-01-01T00:00:00Z");
  CHECK(utc_text(sys_days{2024y / February / 29} + 23h + 59min + 58s) == "2024-02-29T23:59:58Z");
  CHECK(utc_text(sys_days{1969y / December / 31} + 1h) == "1969-12-31T01:00:00Z");
}

TEST_CASE("time_text: parts of a second are dropped") {
  CHECK(utc_text(sys_days{2026y / January / 2} + 999ms) == "2026-01-02T00:00:00Z");
  CHECK(utc_text(sys_days{1970y / January / 1} - 1ms) == "1969-12-31T23:59:59Z");
}

TEST_CASE("time_text: the time zone does not matter") {
  const char* const before = std::getenv("TZ");
  ::setenv("TZ", "Asia/Shanghai", 1);
  ::tzset();
  CHECK(utc_text(system_clock::time_point{}) == "1970-01-01T00:00:00Z");
  before != nullptr ? ::setenv("TZ", before, 1) : ::unsetenv("TZ");
  ::tzset();
}
