#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/read/ledger.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/bounded_number.hpp>

/// The text of a table's cell as the member of a record.
namespace proflens::read {

/// True for the empty cell and for the words by which writers say that there is no value, whatever
/// their case. NaN is none of them: it is a value that went wrong.
inline bool is_absent(std::string_view cell, const std::vector<std::string>& absent_words) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto is = [&](std::string_view word) {
    return std::ranges::equal(cell, word, {}, lower, lower);
  };
  return cell.empty() || std::ranges::any_of(absent_words, is);
}

/// Sets `target` to what the cell holds, or says why that does not fit and leaves it as it was.
template <bool IsNonnegative, class Value>
std::optional<cause> set_from_cell(std::string_view cell, Value& target) {
  const auto set = [&](const auto& number, auto plain) -> std::optional<cause> {
    if (number.bad) return number.bad;
    if (IsNonnegative && plain < 0) return cause::out_of_range;
    if constexpr (std::integral<Value>) {
      if (!std::in_range<Value>(number.value)) return cause::out_of_range;
      target = static_cast<Value>(number.value);
    } else {
      target = Value{number.value};
    }
    return {};
  };
  if constexpr (requires {
                  typename Value::value_type;
                  target.has_value();
                }) {
    typename Value::value_type inner{};
    const auto bad = set_from_cell<IsNonnegative>(cell, inner);
    if (!bad) target = std::move(inner);
    return bad;
  } else if constexpr (std::same_as<Value, std::string>) {
    target.assign(cell);
    return {};
  } else if constexpr (std::same_as<Value, record::bounded_number>) {
    const auto number = bounded_number_in_text(cell);
    return set(number, number.value.value);
  } else if constexpr (std::integral<Value> && !std::same_as<Value, bool>) {
    const auto number = whole_number_in_text(cell);
    return set(number, number.value);
  } else {
    static_assert(std::floating_point<Value>,
                  "a cell of a table holds a text or one number; this member takes neither");
    const auto number = number_in_text(cell);
    return set(number, number.value);
  }
}

/// True for members that take any text: of those only the empty cell is absent.
template <class Value>
inline constexpr bool takes_text =
    std::same_as<Value, std::string> || std::same_as<Value, std::optional<std::string>>;

}  // namespace proflens::read
