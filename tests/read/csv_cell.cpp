#include <proflens/read/csv/cell.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>

using namespace proflens;
using read::cause;

namespace {

/// A cell as it stands in a row: other bytes follow.
class cell {
 public:
  explicit cell(std::string_view text) : row_(text), size_(text.size()) {
    row_ += ",17.25,\"0\"\n";
    row_.resize(row_.size() + 64);
  }
  std::string_view text() const { return std::string_view(row_).substr(0, size_); }

 private:
  std::string row_;
  std::size_t size_;
};

double number(std::string_view text) { return read::number_in_cell(cell(text).text()); }

/// A number in one of the ways in which programs spell them.
std::string random_spelling(std::mt19937_64& random) {
  char digits[400];
  char* end = digits;
  const auto bits = random();
  switch (random() % 6) {
    case 0: {
      double any;
      std::memcpy(&any, &bits, sizeof any);
      if (!std::isfinite(any)) any = 1;
      end = std::to_chars(digits, digits + sizeof digits, any).ptr;
      break;
    }
    case 1:
      end = std::to_chars(digits, digits + sizeof digits,
                          static_cast<double>(bits % 100'000'000) / 1e3, std::chars_format::fixed,
                          static_cast<int>(random() % 10))
                .ptr;
      break;
    case 2: end = std::to_chars(digits, digits + sizeof digits, bits >> random() % 64).ptr; break;
    case 3:
      end = std::to_chars(digits, digits + sizeof digits, static_cast<double>(bits) / 3e15,
                          std::chars_format::fixed, static_cast<int>(random() % 25))
                .ptr;
      break;
    case 4:
      end = std::to_chars(digits, digits + sizeof digits, static_cast<double>(bits % 1000) / 7,
                          std::chars_format::scientific)
                .ptr;
      break;
    default:
      end = std::to_chars(digits, digits + sizeof digits, static_cast<double>(bits % 9999) / 8).ptr;
  }
  return {digits, end};
}

template <class Value>
Value read_into(std::string_view text, std::optional<cause>* bad = nullptr) {
  Value value{};
  const cell holder(text);
  const auto outcome = read::set_from_raw_cell<true>(holder.text(), value);
  if (bad != nullptr) *bad = outcome.bad;
  return value;
}

std::int64_t nanoseconds(std::string_view text) {
  return read_into<record::time_stamp>(text).nanoseconds;
}

}  // namespace

TEST_CASE("csv_cell: a million spellings of numbers are those that from_chars reads") {
  std::mt19937_64 random(5);
  std::uint64_t different = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string text = random_spelling(random);
    double expected = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), expected);
    if (failed != std::errc{}) continue;  // beyond the doubles
    different += number(text) != expected;
    if (different == 1) FAIL_CHECK(text);
  }
  CHECK(different == 0);
}

TEST_CASE("csv_cell: blanks around a number and quotes are none of it") {
  CHECK(number("1.5\t") == 1.5);
  CHECK(number(" 12.25 ") == 12.25);
  CHECK(number("\"7.5\"") == 7.5);
  CHECK(number("12345678.5\t") == 12345678.5);
  CHECK(number("-3") == -3);
  CHECK(number("+3e2") == 300);
  CHECK(number("007") == 7);
}

TEST_CASE("csv_cell: what is no finite number is NaN") {
  for (const std::string_view text : {"", "N/A", " ", "\"\"", "abc", ".", "1.2.3", "1,5", "0x10",
                                      "nan", "inf", "1 2", "1e999", "--1", "12a", "1.5e", "1-2"})
    CHECK_MESSAGE(std::isnan(number(text)), text);
}

TEST_CASE("csv_cell: times of 19 digits are whole nanoseconds, exactly") {
  CHECK(nanoseconds("1775117018248892.752\t") == 1'775'117'018'248'892'752);
  CHECK(nanoseconds("1695115378713661") == 1'695'115'378'713'661'000);
  CHECK(nanoseconds("1695115378715400.2") == 1'695'115'378'715'400'200);
  CHECK(nanoseconds("1.0009999") == 1000);
  CHECK(nanoseconds("9223372036854774.999") == 9'223'372'036'854'774'999);
  CHECK(nanoseconds("0.001") == 1);
}

TEST_CASE("csv_cell: a time that does not fit is no time") {
  std::optional<cause> bad;
  read_into<record::time_stamp>("9223372036854775807", &bad);
  CHECK(bad == cause::out_of_range);
  read_into<record::time_stamp>("99999999999999999999", &bad);
  CHECK(bad == cause::out_of_range);
  for (const std::string_view text : {"-1", "12:30", "1.7e15", "x"}) {
    read_into<record::time_stamp>(text, &bad);
    CHECK_MESSAGE(bad == cause::wrong_type, text);
  }
  CHECK(read_into<std::optional<record::time_stamp>>("N/A", &bad) == std::nullopt);
  CHECK(!bad);
}

TEST_CASE("csv_cell: members take what fits their type") {
  std::optional<cause> bad;
  CHECK(read_into<std::int64_t>("9007199254740992", &bad) == 9007199254740992);
  CHECK(!bad);
  CHECK(read_into<int>("3.0", &bad) == 3);
  CHECK(!bad);
  read_into<int>("3.5", &bad);
  CHECK(bad == cause::wrong_type);
  read_into<double>("-1", &bad);
  CHECK(bad == cause::out_of_range);
  read_into<double>("inf", &bad);
  CHECK(bad == cause::out_of_range);
  CHECK(read_into<std::optional<double>>("", &bad) == std::nullopt);
  CHECK(!bad);
  CHECK(read_into<std::string>("\"a,\"\"b\"\"\"") == "a,\"b\"");
  CHECK(read_into<std::string>("N/A") == "N/A");
  const cell quoted("\"x\"");
  record::raw_text raw;
  CHECK(read::set_from_raw_cell<false>(quoted.text(), raw).is_set);
  CHECK(raw.raw() == "\"x\"");
}
