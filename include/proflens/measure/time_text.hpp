#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace proflens::measure {

/// A time as ISO 8601 in UTC, to the second: "2026-11-20T17:05:09Z". Calendar arithmetic of
/// std::chrono, so that neither the time zone nor the locale matters.
inline std::string utc_text(std::chrono::system_clock::time_point time) {
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{second - day};
  char text[40];
  const int size = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace proflens::measure
