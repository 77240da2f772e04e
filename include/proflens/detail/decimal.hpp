#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace proflens::detail {

/// A number as JSON writes it, without sign and exponent: digits times 10^-places.
struct decimal {
  std::uint64_t digits = 0;
  int places = 0;             ///< digits behind the point
  const char* end = nullptr;  ///< behind the number; null: another kind of number, or none
};

/// The value of eight digits; `are_eight_digits` must hold.
inline std::uint32_t eight_digits(std::uint64_t text) {
  // Neighbours are joined three times: to numbers of two, four and eight digits.
  text -= 0x3030303030303030u;
  text = text * 10 + (text >> 8);
  return static_cast<std::uint32_t>(((text & 0x000000ff000000ffu) * 0x000f424000000064u +
                                     (text >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u) >>
                                    32);
}

inline bool are_eight_digits(std::uint64_t text) {
  return ((text & 0xf0f0f0f0f0f0f0f0u) |
          ((text + 0x0606060606060606u) & 0xf0f0f0f0f0f0f0f0u) >> 4) == 0x3333333333333333u;
}

/// Reads on from p and adds digits; 8 bytes behind the last digit may be read. More than 19 digits
/// would not fit: the caller checks how many there were.
inline const char* add_digits(const char* p, std::uint64_t& digits) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t text;
    for (std::memcpy(&text, p, 8); are_eight_digits(text); std::memcpy(&text, p, 8)) {
      digits = digits * 100'000'000 + eight_digits(text);
      p += 8;
    }
  }
  for (; *p >= '0' && *p <= '9'; ++p) digits = digits * 10 + static_cast<std::uint64_t>(*p - '0');
  return p;
}

/// Reads `12` or `12.5`: no sign, no exponent, no leading zero, at most 19 digits in all.
inline decimal read_decimal(const char* p) {
  decimal number;
  const char* const first = p;
  p = add_digits(p, number.digits);
  const auto whole = p - first;
  if (whole == 0 || (whole > 1 && *first == '0')) return number;
  if (*p == '.') {
    const char* const point = p;
    p = add_digits(p + 1, number.digits);
    number.places = static_cast<int>(p - point - 1);
    if (number.places == 0) return number;
  }
  if (whole + number.places > 19 || *p == 'e' || *p == 'E') return number;
  number.end = p;
  return number;
}

inline constexpr int most_places = 19;

/// 5^n for n up to `most_places`, shifted so that the highest bit is set; and that shift.
struct power_of_five {
  std::uint64_t value = 0;
  int shift = 0;
};
inline constexpr auto powers_of_five = [] {
  struct {
    power_of_five of[most_places + 1];
  } table{};
  std::uint64_t power = 1;
  for (auto& entry : table.of) {
    entry.shift = std::countl_zero(power);
    entry.value = power << entry.shift;
    power *= 5;
  }
  return table;
}();

#if defined(__SIZEOF_INT128__)
inline constexpr bool has_to_double = true;

/// digits * 10^-places, correctly rounded, by one division of integers: with m and d the digits and
/// 5^places shifted to 64 bits, q = floor(m / 2 * 2^64 / d) has 63 or 64 bits, more than the 53 of
/// a double, and the remainder tells on which side of a tie the exact quotient lies.
inline double to_double(const decimal& number) {
  __extension__ using wide = unsigned __int128;
  if (number.digits == 0) return 0;
  const power_of_five five = powers_of_five.of[number.places];
  const int shift = std::countl_zero(number.digits);
  const wide dividend = static_cast<wide>(number.digits << shift) << 63;
  const auto quotient = static_cast<std::uint64_t>(dividend / five.value);
  const bool is_exact = dividend % five.value == 0;
  // Two bits below the last one that stays decide the rounding: half, and anything below it.
  const int surplus = 64 - std::countl_zero(quotient) - 55;
  const std::uint64_t lost = quotient & ((std::uint64_t{1} << surplus) - 1);
  const std::uint64_t kept =
      quotient >> surplus | static_cast<std::uint64_t>(lost != 0 || !is_exact);
  const std::uint64_t half = kept & 3, up = half == 3 || (half == 2 && (kept & 4) != 0);
  const auto mantissa = static_cast<double>((kept >> 2) + up);
  // value = mantissa * 2^(surplus + 2) * 2^-63 * 2^-shift * 2^five.shift * 2^-places
  const int exponent = surplus + 2 - 63 - shift + five.shift - number.places;
  return mantissa * std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

#else
inline constexpr bool has_to_double = false;
double to_double(const decimal&);  // never called
#endif

}  // namespace proflens::detail
