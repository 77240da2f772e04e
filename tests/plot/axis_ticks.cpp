#include <doctest/doctest.h>
#include <proflens/plot/axis_ticks.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace proflens;
using plot::axis;

/// What stands along an axis of 400 points with text of 10, and the note.
static std::string labels(const axis& along, interval limits) {
  const auto row = plot::axis_ticks(along, limits, 400, 10, 3);
  std::string text;
  for (const std::string& label : row.labels) text += label + '|';
  return text + row.note;
}

static axis scaled(plot::axis_scale scale) { return {.scale = std::move(scale)}; }

static axis in(unit recorded, plot::axis_scale scale = {}) {
  return {.scale = std::move(scale), .unit = recorded};
}

TEST_CASE("axis_ticks: powers of ten in plain numbers, with short ticks between") {
  const axis log = scaled(plot::logarithmic{});
  CHECK(labels(log, {0.0007, 3}) == "0.001|0.01|0.1|1|");
  CHECK(labels(log, {1e-8, 1e9}) == "10⁻⁸|10⁻⁶|0.0001|0.01|1|100|10000|10⁶|10⁸|");
  const auto row = plot::axis_ticks(log, {1, 100}, 400, 10, 3);
  CHECK(row.minor.size() == 16);
  CHECK(std::count(row.minor.begin(), row.minor.end(), 30) == 1);
  CHECK(std::count(row.minor.begin(), row.minor.end(), 10) == 0);
}

TEST_CASE("axis_ticks: less than a decade still has numbers to read") {
  const axis log = scaled(plot::logarithmic{});
  CHECK(labels(log, {3, 40}) == "5|10|20|");
  CHECK(labels(log, {41, 47}) == "41|42|43|44|45|46|47|");
  CHECK(labels(log, {0.1, 0.101}).size() > 10);
}

TEST_CASE("axis_ticks: powers of two, every second where they would be too many") {
  const axis log = scaled(plot::logarithmic{2});
  CHECK(labels(log, {7, 600}) == "8|16|32|64|128|256|512|");
  CHECK(labels(log, {1, 1e6}) == "1|4|16|64|256|1024|4096|16384|65536|262144|");
}

TEST_CASE("axis_ticks: a unit shows in the size that suits the axis") {
  CHECK(labels(in(unit::microsecond), {0, 100000}) == "0|20 ms|40 ms|60 ms|80 ms|100 ms|");
  CHECK(labels(in(unit::microsecond), {0, 45}) ==
        "0|5 us|10 us|15 us|20 us|25 us|30 us|35 us|40 us|45 us|");
  CHECK(labels(in(unit::second), {0, 0.004}) ==
        "0|0.5 ms|1.0 ms|1.5 ms|2.0 ms|2.5 ms|3.0 ms|3.5 ms|4.0 ms|");
  CHECK(labels(in(unit::byte), {0, 3e9}) == "0|0.5 GB|1.0 GB|1.5 GB|2.0 GB|2.5 GB|3.0 GB|");
  CHECK(labels(in(unit::token), {0, 5000}) == "0|1k|2k|3k|4k|5k|");
  CHECK(labels(in(unit::count), {-2e6, 2e6}) == "−2.0M|−1.5M|−1.0M|−0.5M|0|0.5M|1.0M|1.5M|2.0M|");
}

TEST_CASE("axis_ticks: on a logarithmic axis each tick has its own size of the unit") {
  CHECK(labels(in(unit::microsecond, plot::logarithmic{}), {0.5, 5e7}) ==
        "1 us|10 us|100 us|1 ms|10 ms|100 ms|1 s|10 s|");
}

TEST_CASE("axis_ticks: elapsed time is counted as people do") {
  const axis elapsed = scaled(plot::durations{});
  CHECK(labels(elapsed, {0, 0.4}) == "0|50 ms|100 ms|150 ms|200 ms|250 ms|300 ms|350 ms|400 ms|");
  CHECK(labels(elapsed, {0, 100}) == "0|20 s|40 s|60 s|80 s|100 s|");
  CHECK(labels(elapsed, {0, 400}) == "0|1 min|2 min|3 min|4 min|5 min|6 min|");
  CHECK(labels(elapsed, {0, 5000}) == "0|15 min|30 min|45 min|60 min|75 min|");
  CHECK(labels(elapsed, {0, 30000}) == "0|2 h|4 h|6 h|8 h|");
  CHECK(labels(elapsed, {0, 300000}) == "0|0.5 d|1.0 d|1.5 d|2.0 d|2.5 d|3.0 d|");
}

// 1763649772 is 2025-11-20 14:42:52 UTC (date -u -d @1763649772).
TEST_CASE("axis_ticks: moments stand at round times of UTC") {
  const axis calendar = scaled(plot::dates{});
  const double begin = 1763649772;
  const auto over = [&](double seconds) { return labels(calendar, {begin, begin + seconds}); };
  CHECK(over(4) == "14:42:52|14:42:53|14:42:54|14:42:55|14:42:56|2025-11-20");
  CHECK(over(600) == "14:44|14:46|14:48|14:50|14:52|2025-11-20");
  CHECK(over(40000) == "16:00|18:00|20:00|22:00|2025-11-21|");
  CHECK(over(900000) == "2025-11-22|2025-11-24|2025-11-26|2025-11-28|2025-11-30|");
  CHECK(over(5e7) == "2026-01|2026-07|2027-01|");
  CHECK(over(5e8) == "2030|2035|2040|");
  CHECK(labels(calendar, {-90000, -80000}) == "23:00|23:30|1969-12-31|00:30|01:00|01:30|");
}

TEST_CASE(
    "axis_ticks: half a second of a day keeps its digits, times beyond calendars are numbers") {
  const axis calendar = scaled(plot::dates{});
  CHECK(labels(calendar, {1763649772, 1763649772.4}) ==
        "14:42:52.0|14:42:52.1|14:42:52.2|14:42:52.3|14:42:52.4|2025-11-20");
  CHECK_NOTHROW(labels(calendar, {-1e300, 1e300}));
  CHECK_NOTHROW(labels(scaled(plot::durations{}), {-1e300, 1e300}));
}

TEST_CASE("axis_ticks: names stand at their places, those outside the limits do not") {
  const axis named = scaled(plot::categories{.names = {"a", "b", "c"}, .degrees = {}});
  CHECK(labels(named, {-0.5, 2.5}) == "a|b|c|");
  CHECK(labels(named, {0.5, 1.5}) == "b|");
}

TEST_CASE("axis_ticks: ticks that are asked for stand where they fit, on any scale") {
  const axis asked{.scale = plot::logarithmic{}, .ticks_at = {1, 2, 24, 1e6, 1e9}};
  CHECK(labels(asked, {1, 2e6}) == "1|2|24|10⁶|");
  const axis with_unit{.unit = unit::second, .ticks_at = {0, 0.25, 3}};
  CHECK(labels(with_unit, {0, 2}) == "0|250 ms|");
}

TEST_CASE("axis_ticks: a single number is plain where people read it so") {
  CHECK(plot::single_number(0) == "0");
  CHECK(plot::single_number(-0.25) == "−0.25");
  CHECK(plot::single_number(0.0001) == "0.0001");
  CHECK(plot::single_number(999999) == "999999");
  CHECK(plot::single_number(2.5e-7) == "2.5×10⁻⁷");
  CHECK(plot::single_number(-1e7) == "−10⁷");
}
