#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/record/concepts.hpp>
#include <proflens/record/field.hpp>

namespace proflens::read {

template <record::described Record>
inline constexpr std::size_t field_count =
    std::tuple_size_v<std::remove_cvref_t<decltype(record::fields<Record>)>>;

/// One flag per described field: is it to be read?
template <record::described Record>
using wanted_fields = std::array<bool, field_count<Record>>;

/// All fields, or those that the consumer's `needs` names: a tuple of pointers to members, or a
/// function that gives one.
template <record::described Record, class Consumer>
wanted_fields<Record> fields_wanted_by(const Consumer& consumer) {
  wanted_fields<Record> wanted{};
  const auto want = [&](const auto& needs) {
    std::apply(
        [&](auto... member) {
          std::size_t index = 0;
          const auto is = [](auto a, auto b) {
            if constexpr (std::is_same_v<decltype(a), decltype(b)>)
              return a == b;
            else
              return false;
          };
          const auto mark = [&](const auto& field) {
            wanted[index++] = (is(field.member, member) || ...);
          };
          std::apply([&](const auto&... field) { (mark(field), ...); }, record::fields<Record>);
        },
        needs);
  };
  if constexpr (requires { consumer.needs(); })
    want(consumer.needs());
  else if constexpr (record::names_its_needs<Consumer>)
    want(Consumer::needs);
  else
    wanted.fill(true);
  return wanted;
}

/// A key a record may have: of which field, and how much preferred.
struct field_name {
  std::string_view text;
  std::uint8_t field = 0;
  std::uint8_t rank = 0;  ///< 0 is the first choice; parts of one value share theirs
  std::uint8_t part = 0;  ///< 1 or 2: one of the two lists that are joined; else 0
};

/// The names of the wanted fields, to be looked up by key.
class field_table {
 public:
  template <record::described Record>
  static field_table of(const wanted_fields<Record>& wanted) {
    field_table table;
    std::size_t index = 0;
    const auto add = [&](const auto& field) {
      static_assert(std::tuple_size_v<decltype(field.names)> <= 30, "at most 30 names a field");
      if (wanted[index]) table.add(field, static_cast<std::uint8_t>(index));
      ++index;
    };
    std::apply([&](const auto&... field) { (add(field), ...); }, record::fields<Record>);
    return table;
  }

  static constexpr int unknown = -1;

  /// The number of the name, or `unknown`.
  int find(std::string_view key) const {
    const auto found = std::ranges::find(names_, key, &field_name::text);
    return found == names_.end() ? unknown : static_cast<int>(found - names_.begin());
  }

  const field_name& operator[](int number) const {
    return names_[static_cast<std::size_t>(number)];
  }

  /// Fields that are wanted.
  std::size_t wanted() const { return wanted_; }

  /// All names of a field, as an error lists them.
  std::string alternatives(std::size_t field) const {
    std::string text;
    for (const auto& name : names_) {
      if (name.field != field) continue;
      if (!text.empty()) text += name.part == 2 ? " with " : " or ";
      text += name.text;
    }
    return text;
  }

 private:
  template <class Field>
  void add(const Field& field, std::uint8_t index) {
    ++wanted_;
    std::uint8_t rank = 0;
    for (const auto text : field.names) names_.push_back({text, index, rank++, 0});
    if (!field.is_joined()) return;
    names_.push_back({field.joined_names[0], index, rank, 1});
    names_.push_back({field.joined_names[1], index, rank, 2});
  }

  std::vector<field_name> names_;
  std::size_t wanted_ = 0;
};

}  // namespace proflens::read
