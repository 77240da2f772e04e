#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <proflens/unit.hpp>

namespace proflens::record {

/// One field of a record: where it lives in the struct, what logs call it, and what is asked of it.
/// Made by `required` or `optional`, refined by `|`.
template <class Record, class Value, std::size_t Names>
struct field {
  using record_type = Record;
  using value_type = Value;

  Value Record::*member = nullptr;
  std::array<std::string_view, Names> names;  ///< in order of preference, all meaning the same
  unit measured_in = unit::none;              ///< as recorded; nothing is converted
  bool is_required = false;                   ///< absent or null makes the row a `missing_field`
  bool is_nonnegative = false;                ///< below zero is `out_of_range`
  bool is_lenient = false;                    ///< a value that does not fit counts as absent
  /// Two lists that stand for the field, one after the other, in logs that have none of `names`.
  std::array<std::string_view, 2> joined_names{};

  constexpr bool is_joined() const { return !joined_names[0].empty(); }
};

/// A field without which a row cannot be used.
template <class Record, class Value, class... More>
constexpr field<Record, Value, 1 + sizeof...(More)> required(Value Record::*member,
                                                             std::string_view name, More... more) {
  return {.member = member, .names = {name, std::string_view(more)...}, .is_required = true};
}

/// A field that may be absent or null; the member then keeps its default.
template <class Record, class Value, class... More>
constexpr field<Record, Value, 1 + sizeof...(More)> optional(Value Record::*member,
                                                             std::string_view name, More... more) {
  return {.member = member, .names = {name, std::string_view(more)...}};
}

/// `field | nonnegative`: a number below zero (in a list: an element) is `out_of_range`.
struct nonnegative_t {};
inline constexpr nonnegative_t nonnegative{};

/// `field | lenient`: a value of the wrong type or range counts as absent, for labels that must not
/// lose a row.
struct lenient_t {};
inline constexpr lenient_t lenient{};

/// `field | joined("a", "b")`: in rows that have none of the field's names, the lists a and b one
/// after the other are its value. One of the two may be missing.
struct joined {
  std::string_view first;
  std::string_view second;

  constexpr joined(std::string_view first_list, std::string_view second_list)
      : first(first_list), second(second_list) {}
};

template <class Record, class Value, std::size_t Names>
constexpr auto operator|(field<Record, Value, Names> described, unit measured_in) {
  described.measured_in = measured_in;
  return described;
}

template <class Record, class Value, std::size_t Names>
constexpr auto operator|(field<Record, Value, Names> described, nonnegative_t) {
  described.is_nonnegative = true;
  return described;
}

template <class Record, class Value, std::size_t Names>
constexpr auto operator|(field<Record, Value, Names> described, lenient_t) {
  described.is_lenient = true;
  return described;
}

template <class Record, class Value, std::size_t Names>
constexpr auto operator|(field<Record, Value, Names> described, joined lists) {
  described.joined_names = {lists.first, lists.second};
  return described;
}

/// What `fields` is for a type that nobody described.
struct not_described {};

/// The description of a record: a tuple of fields, said once for every format, outside the struct.
///
///     template <> inline constexpr auto proflens::record::fields<request> = std::tuple{
///         required(&request::ttft_ms, "ttft_ms", "time_to_first_token") | unit::millisecond,
///         optional(&request::tokens, "tokens")};
template <class Record>
inline constexpr auto fields = not_described{};

}  // namespace proflens::record
