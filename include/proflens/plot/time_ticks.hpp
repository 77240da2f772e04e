#pragma once

#include <proflens/interval.hpp>
#include <proflens/plot/ticks.hpp>
#include <proflens/plot/unit_ticks.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::plot {

inline constexpr double minute_seconds = 60, hour_seconds = 3600, day_seconds = 86400;

/// Steps people count time in, in seconds, up to a day.
inline constexpr std::array time_steps{1.0,    2.0,    5.0,     10.0,    15.0,    30.0,
                                       60.0,   120.0,  300.0,   600.0,   900.0,   1800.0,
                                       3600.0, 7200.0, 10800.0, 21600.0, 43200.0, 86400.0};

/// The least of the steps of at least `least` seconds; above a day 1, 2 or 5 times a power of ten
/// of days.
inline double time_step(double least) {
  for (const double step : time_steps)
    if (step >= least * (1 - 1e-9)) return step;
  const double days = least / day_seconds;
  const double power = std::pow(10, std::floor(std::log10(days)));
  for (const double part : {1.0, 2.0, 5.0})
    if (part * power >= days * (1 - 1e-9)) return part * power * day_seconds;
  return 10 * power * day_seconds;
}

/// Multiples of the step inside the limits.
inline std::vector<double> multiples_of(double step, interval limits) {
  std::vector<double> values;
  const double end = std::floor(limits.high / step + 1e-9);
  for (double i = std::ceil(limits.low / step - 1e-9); i <= end; ++i) values.push_back(i * step);
  return values;
}

/// A step and its multiples inside limits.
struct stepped_times {
  double step = 1;
  std::vector<double> values;
};

/// Steps of at least `least` seconds, or shorter ones if there would be fewer than two ticks.
inline stepped_times stepped(double least, interval limits) {
  stepped_times times;
  for (const double share : {1.0, 0.5, 0.25}) {
    times.step = time_step(least * share);
    times.values = multiples_of(times.step, limits);
    if (times.values.size() >= 2) break;
  }
  return times;
}

/// Ticks of elapsed seconds: below two minutes in seconds and their parts, else in minutes, hours
/// or days.
inline tick_row duration_ticks(interval limits, int most_intervals) {
  const double reach = std::max(std::abs(limits.low), std::abs(limits.high));
  // Ten thousand years on, or where whole steps can no longer be counted, units help nobody.
  if (reach > 3e11 || reach / limits.width() > 1e12)
    return labelled(tick_values(limits, most_intervals), limits);
  if (reach < 2 * minute_seconds)
    return labelled_in(tick_values(limits, most_intervals), limits, unit::second);
  const bool days = reach >= 2 * day_seconds, hours = reach >= 2 * hour_seconds;
  const double size = days ? day_seconds : hours ? hour_seconds : minute_seconds;
  const std::string_view suffix = days ? " d" : hours ? " h" : " min";
  tick_row row;
  row.values = stepped(limits.width() / most_intervals, limits).values;
  std::vector<double> numbers;
  for (const double value : row.values) numbers.push_back(value / size);
  const int decimals = numbers.empty() ? 0 : common_decimals(numbers);
  for (const double number : numbers)
    row.labels.push_back(number == 0 ? "0" : plain_number(number, decimals) + std::string(suffix));
  return row;
}

/// A number of at least so many digits.
inline std::string padded(std::int64_t number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

/// A moment of UTC taken apart.
struct civil_time {
  std::int64_t year = 0;
  unsigned month = 1, day = 1;
  double second = 0;  ///< of the day

  explicit civil_time(double seconds_since_epoch) {
    const double days = std::floor(seconds_since_epoch / day_seconds);
    const std::chrono::year_month_day date{
        std::chrono::sys_days{std::chrono::days{static_cast<int>(days)}}};
    year = static_cast<int>(date.year());
    month = static_cast<unsigned>(date.month());
    day = static_cast<unsigned>(date.day());
    second = seconds_since_epoch - days * day_seconds;
  }

  std::string date() const {
    return padded(year, 4) + '-' + padded(month, 2) + '-' + padded(day, 2);
  }
  /// "14:30", with seconds and their decimals where asked for.
  std::string clock(bool seconds, int decimals) const {
    const auto whole = static_cast<std::int64_t>(second);
    std::string text = padded(whole / 3600, 2) + ':' + padded(whole / 60 % 60, 2);
    if (!seconds) return text;
    text += ':' + padded(whole % 60, 2);
    if (decimals == 0) return text;
    return text + plain_number(second - static_cast<double>(whole), decimals).substr(1);
  }
};

/// Beginnings of months, every `step` of them counted from January of the year 0.
inline std::vector<double> month_starts(int step, interval limits) {
  const civil_time low(limits.low), high(limits.high);
  const auto months = [](const civil_time& t) { return t.year * 12 + t.month - 1; };
  std::vector<double> values;
  for (std::int64_t m = months(low) / step * step; m <= months(high); m += step) {
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(m / 12)},
                                           std::chrono::month{static_cast<unsigned>(m % 12 + 1)},
                                           std::chrono::day{1}};
    const double value =
        day_seconds * static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
    if (limits.low <= value && value <= limits.high) values.push_back(value);
  }
  return values;
}

/// The least number of months, of those that divide years or whole years, that is at least this.
inline int month_step(double least_months) {
  for (const int step : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200})
    if (step >= least_months) return step;
  return 12000;
}

/// Ticks of a calendar in UTC. Where labels are times of day, midnights are labelled by their day;
/// where there is none, the day of all is the note.
/// Limits outside the years 0 to 9999 get plain numbers.
inline tick_row date_ticks(interval limits, int most_intervals) {
  constexpr double least = -62'167'219'200.0, most = 253'402'300'799.0;
  if (limits.low < least || limits.high > most)
    return labelled(tick_values(limits, most_intervals), limits);
  const double raw = limits.width() / most_intervals;
  tick_row row;
  if (raw > 20 * day_seconds) {
    const int months = month_step(raw / (30 * day_seconds));
    row.values = month_starts(months, limits);
    for (const double value : row.values)
      row.labels.push_back(civil_time(value).date().substr(0, months % 12 == 0 ? 4 : 7));
    return row;
  }
  const bool parts = raw < 0.5;
  auto [step, values] = stepped(raw, limits);
  row.values = parts ? tick_values(limits, most_intervals) : std::move(values);
  std::vector<double> seconds;  // small enough to count decimals
  for (const double value : row.values) seconds.push_back(value - std::floor(limits.low));
  const int decimals = parts && !seconds.empty() ? std::min(common_decimals(seconds), 6) : 0;
  bool dated = false;
  for (const double value : row.values) {
    const civil_time time(value);
    dated = dated || time.second == 0;
    row.labels.push_back(time.second == 0 ? time.date()
                                          : time.clock(step < minute_seconds, decimals));
  }
  if (!row.values.empty() && !dated) row.note = civil_time(row.values.front()).date();
  return row;
}

}  // namespace proflens::plot
