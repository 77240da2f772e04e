#pragma once

#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

#include <proflens/detail/decimal.hpp>
#include <proflens/read/cell_value.hpp>
#include <proflens/read/ledger.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/raw_text.hpp>
#include <proflens/record/time_stamp.hpp>

/// The raw cell of a wide table as the member of a record. Cells stand in the reader's buffer, so
/// 64 bytes behind them may be read.
namespace proflens::read {

/// What became of a cell.
struct cell_outcome {
  bool is_set = false;         ///< false without `bad`: there is no value
  std::optional<cause> bad{};  ///< why the value does not fit
};

/// Powers of ten that a double holds exactly.
inline constexpr double exact_powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// True for numbers of up to eight bytes, `12` or `12.5`: read without a loop, whose end nothing
/// foretells.
inline bool is_short_number(std::string_view cell, double& value) {
  if constexpr (std::endian::native != std::endian::little) return false;
  if (cell.empty() || cell.size() > 8) return false;
  std::uint64_t text;
  std::memcpy(&text, cell.data(), 8);
  // To the right, with zeros before; a number of one byte has 7 of them.
  const auto unused = static_cast<int>(64 - 8 * cell.size());
  text = text << unused | (unused != 0 ? 0x3030303030303030u >> (64 - unused) : 0);
  const std::uint64_t no_point = text ^ 0x2e2e2e2e2e2e2e2eu;
  const std::uint64_t points = (no_point - 0x0101010101010101u) & ~no_point & 0x8080808080808080u;
  int places = 0;
  if (points != 0) [[likely]] {
    const int point = std::countr_zero(points) & ~7;  // the bits before the first point
    places = 7 - point / 8;
    if (places == 0 || point <= unused) return false;
    const std::uint64_t before = (std::uint64_t{1} << point) - 1;
    text = (text & ~(before << 8 | 0xff)) | (text & before) << 8 | 0x30;
  }
  if (!detail::are_eight_digits(text)) return false;
  value = static_cast<double>(detail::eight_digits(text)) / exact_powers_of_ten[places];
  return true;
}

/// True for numbers as most tables write them, `12` or `12.5`, blanks behind; they are correctly
/// rounded. Others are left to `number_in_text`.
inline bool is_plain_number(std::string_view cell, double& value) {
  if (is_short_number(cell, value)) [[likely]]
    return true;
  const detail::decimal number = detail::read_decimal(cell.data());
  if (number.end == nullptr) return false;
  const char* const end = cell.data() + cell.size();
  for (const char* p = number.end; p != end; ++p)
    if (p > end || !is_blank(*p)) return false;
  if (number.digits < std::uint64_t{1} << 53) {
    // Both are exact, so their quotient is rounded once.
    value = static_cast<double>(number.digits) / exact_powers_of_ten[number.places];
    return true;
  }
  if constexpr (detail::has_to_double) value = detail::to_double(number);
  return detail::has_to_double;
}

/// True for `N/A` and for nothing but blanks: no number is there.
inline bool is_missing_number(std::string_view cell) {
  const std::string_view text = without_blanks(cell);
  return record::raw_text(text).missing();
}

/// The number in a cell, correctly rounded; NaN for none and for what is no finite number.
inline double number_in_cell(std::string_view cell) {
  double value = 0;
  if (is_plain_number(cell, value)) return value;
  if (is_missing_number(cell)) return std::numeric_limits<double>::quiet_NaN();
  const auto number = number_in_text(record::raw_text(without_blanks(cell)).text());
  return number.bad ? std::numeric_limits<double>::quiet_NaN() : number.value;
}

/// Microseconds with decimals as whole nanoseconds, exactly.
inline number_result<record::time_stamp> time_in_text(std::string_view text) {
  text = without_blanks(text);
  std::int64_t microseconds = 0;
  const char* const end = text.data() + text.size();
  auto [at, failed] = std::from_chars(text.data(), end, microseconds);
  if (failed == std::errc::result_out_of_range) return {.bad = cause::out_of_range};
  if (failed != std::errc{} || text.front() == '-') return {.bad = cause::wrong_type};
  std::int64_t nanoseconds = 0, place = 100;
  if (at != end && *at == '.')
    for (++at; at != end && *at >= '0' && *at <= '9'; ++at, place /= 10)
      nanoseconds += place * (*at - '0');
  if (at != end) return {.bad = cause::wrong_type};
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1000;
  if (microseconds >= most) return {.bad = cause::out_of_range};
  return {.value = {microseconds * 1000 + nanoseconds}};
}

/// The type that is read, for a member that may be absent too.
template <class Value>
struct present {
  using type = Value;
};
template <class Value>
struct present<std::optional<Value>> {
  using type = Value;
};

/// Sets `target` to what the cell holds. Texts are absent when empty, all others when they are
/// missing (see `record::raw_text::missing`); a `raw_text` is always set.
template <bool IsNonnegative, class Value>
cell_outcome set_from_raw_cell(std::string_view cell, Value& target) {
  using value_type = typename present<Value>::type;
  if constexpr (std::same_as<value_type, record::raw_text>) {
    target = record::raw_text(cell);
    return {.is_set = true};
  } else {
    if constexpr (std::floating_point<value_type>) {
      double number = 0;
      if (is_plain_number(cell, number)) {
        target = static_cast<value_type>(number);
        return {.is_set = true};
      }
    }
    if (takes_text<Value> ? cell.empty() : is_missing_number(cell)) return {};
    if constexpr (std::same_as<value_type, record::time_stamp>) {
      const auto time = time_in_text(record::raw_text(cell).text());
      if (!time.bad) target = time.value;
      return {.is_set = !time.bad, .bad = time.bad};
    } else {
      const auto bad = set_from_cell<IsNonnegative>(record::raw_text(cell).text(), target);
      return {.is_set = !bad, .bad = bad};
    }
  }
}

}  // namespace proflens::read
