#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <proflens/read/ledger.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/concepts.hpp>
#include <proflens/record/field.hpp>
#include <proflens/record/time_stamp.hpp>

namespace proflens::read {

/// What a member of this type takes, in words.
template <class Value>
std::string what_fits() {
  if constexpr (requires {
                  typename Value::value_type;
                  Value{}.has_value();
                })
    return what_fits<typename Value::value_type>();
  else if constexpr (std::integral<Value>)
    return "a whole number";
  else if constexpr (std::floating_point<Value>)
    return "a number";
  else if constexpr (std::same_as<Value, std::string>)
    return "a text";
  else if constexpr (requires { Value::is_upper_bound; })
    return "a number, or \"< number\"";
  else if constexpr (std::same_as<Value, record::time_stamp>)
    return "a time in microseconds";
  else
    return "a list of whole numbers";
}

/// What the field with this number should hold, given why a value was refused: "a finite number of
/// at least 0".
template <record::described Record>
std::string expectation_of(int wanted, cause why) {
  std::string text;
  int index = 0;
  const auto ask = [&](const auto& field) {
    using member = typename std::remove_cvref_t<decltype(field)>::value_type;
    if (index++ != wanted) return;
    text = what_fits<member>();
    if (field.is_nonnegative && why == cause::out_of_range) text += " of at least 0";
  };
  std::apply([&](const auto&... field) { (ask(field), ...); }, record::fields<Record>);
  if (why == cause::out_of_range) text.insert(text.find(' ') + 1, "finite ");
  return text;
}

/// At most so many bytes of the text, not cut inside a character of several.
inline std::string_view beginning(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t size = longest;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

/// The beginning of what was found, for a message.
inline std::string excerpt(std::string_view found) {
  constexpr std::size_t longest = 40;
  found = without_blanks(found);
  if (found.size() <= longest) return std::string(found);
  return std::string(beginning(found, longest)) + "...";
}

}  // namespace proflens::read
