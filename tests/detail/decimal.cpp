#include <proflens/detail/decimal.hpp>

#include <doctest/doctest.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

using namespace proflens::detail;

#if defined(__SIZEOF_INT128__)

namespace {

/// What std::from_chars makes of the text, to the bit.
bool agrees(std::string text) {
  double expected = 0;
  std::from_chars(text.data(), text.data() + text.size(), expected);
  const std::size_t size = text.size();
  text += ',';
  text.append(16, '9');
  const decimal number = read_decimal(text.data());
  if (number.end != text.data() + size) return false;
  return std::bit_cast<std::uint64_t>(to_double(number)) == std::bit_cast<std::uint64_t>(expected);
}

std::string with_point(std::uint64_t digits, std::size_t places) {
  std::string text = std::to_string(digits);
  if (places == 0) return text;
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  text.insert(text.size() - places, 1, '.');
  return text;
}

}  // namespace

TEST_CASE("decimal: is correctly rounded") {
  for (const char* text :
       {"0", "0.0", "1", "12.5", "0.1", "0.3", "18.865629011997953", "9007199254740993",
        "9007199254740992.5", "9007199254740993.5", "4503599627370497.5", "0.000000000000000001",
        "9999999999999999999", "1.000000000000000001", "123456.789", "8", "0.5"}) {
    CAPTURE(text);
    CHECK(agrees(text));
  }
}

TEST_CASE("decimal: agrees with std::from_chars on a million numbers") {
  std::mt19937_64 random(3);
  std::size_t wrong = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t digits = (random() >> random() % 64) % 10'000'000'000'000'000'000u;
    const std::string text = with_point(digits, random() % 19);
    if (text.size() > 20 || agrees(text)) continue;
    if (++wrong == 1) MESSAGE("first difference: " << text);
  }
  CHECK(wrong == 0);
}

TEST_CASE("decimal: agrees with std::from_chars at ties and beside them") {
  std::mt19937_64 random(4);
  std::size_t wrong = 0;
  for (int i = 0; i < 200'000; ++i) {
    // An odd number of 54 bits lies half way between two doubles.
    const std::uint64_t tie = (random() >> 10 | std::uint64_t{1} << 53) | 1;
    for (const std::uint64_t beside : {tie - 1, tie, tie + 1}) {
      wrong += !agrees(std::to_string(beside));
      wrong += !agrees(with_point(beside * 5, 1));
      wrong += !agrees(with_point(beside * 125, 3));
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("decimal: other spellings are left to the checked parser") {
  for (const char* text : {"", "-1", "+1", "01", "00", ".5", "1.", "1e5", "1.5E3", "1.e5", "abc",
                           "12345678901234567890", "0.12345678901234567890", "NaN"}) {
    const std::string line = text + std::string(",                ");
    CAPTURE(line);
    CHECK(read_decimal(line.data()).end == nullptr);
  }
}

#endif
