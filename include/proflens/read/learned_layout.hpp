#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/detail/decimal.hpp>
#include <proflens/detail/integer_list.hpp>
#include <proflens/detail/plain_text.hpp>
#include <proflens/read/field_table.hpp>
#include <proflens/read/number_text.hpp>
#include <proflens/record/concepts.hpp>

namespace proflens::read {

/// The way one writer lays out its lines, learnt from a line that was parsed properly: which bytes
/// stand between the values, up to the last value that is wanted. Lines of the same layout are then
/// read without a parser.
///
/// It only says yes where the parser would too, and then gives the same record: the bytes between
/// the values must be those of a line that was good; wanted values must be plain numbers or lists
/// of plain integers; other values must be plain; the rest must plainly close the object. On any
/// surprise it says no, and the parser decides.
template <record::described Record>
class learned_layout {
 public:
  /// A key of the line to learn from.
  struct key {
    int name = field_table::unknown;  ///< in the table of names
    const char* value = nullptr;      ///< where its value starts
  };

  bool is_learned() const { return size_ != 0; }
  void forget() { size_ = 0; }

  /// Learns from a line that gave a record. `keys` are all its keys in order. If every wanted field
  /// stands under its first name, the line matters up to the last of them; else the whole line
  /// does, so that a more preferred name cannot come behind.
  void learn(std::string_view line, const std::vector<key>& keys, const field_table& names) {
    forget();
    std::array<std::uint8_t, fields> best;
    best.fill(no_rank);
    for (const key& of : keys) {
      if (of.name == field_table::unknown) continue;
      const field_name& name = names[of.name];
      std::uint8_t& rank = best[name.field];
      // Of two names the parser reads both values, and minds damage in either.
      if (name.part != 0 || !is_supported(name.field) || (rank != no_rank && rank != name.rank))
        return;
      rank = name.rank;
    }
    std::size_t left = static_cast<std::size_t>(
        std::ranges::count_if(best, [](auto rank) { return rank != no_rank; }));
    const auto first_choices = static_cast<std::size_t>(std::ranges::count(best, 0));
    // Without a wanted field the parser, too, steps over every value.
    is_whole_ = first_choices == 0 || first_choices != names.wanted();
    const char* from = line.data();
    for (const key& of : keys) {
      int field = -1;
      if (of.name != field_table::unknown && best[names[of.name].field] == names[of.name].rank) {
        field = names[of.name].field;
        best[names[of.name].field] = no_rank;  // of two equal keys the first counts
        --left;
      }
      if (!add({from, static_cast<std::size_t>(of.value - from)}, field)) return forget();
      from = detail::end_of_plain_value(of.value, line.data() + line.size());
      if (from == nullptr) return forget();
      if (left == 0 && !is_whole_) return;
    }
  }

  /// Fills `record` from a line of this layout. False: the record is spoilt, parse the line. At
  /// least 64 bytes behind the line may be read, the first of them is '\n'.
  bool operator()(std::string_view line, Record& record) const {
    const char* p = line.data();
    const char* const end = p + line.size();
    for (std::size_t i = 0; i < size_; ++i) {
      const step& now = steps_[i];
      if (!matches(now, p)) return false;
      p += now.size;
      p = now.field < 0 ? detail::end_of_plain_value(p, end)
                        : read_field(now.field, p, record, std::make_index_sequence<fields>{});
      if (p == nullptr) return false;
    }
    return (*p == '}' || (*p == ',' && !is_whole_)) && detail::plainly_closes_object(p, end);
  }

 private:
  static constexpr std::size_t fields = field_count<Record>;
  static constexpr std::size_t words = 6;
  static constexpr std::uint8_t no_rank = 0xff;
  static constexpr std::size_t longest = 8 * words;

  struct step {
    std::array<std::uint64_t, words> text{}, mask{};
    std::size_t size = 0;
    int field = -1;
  };

  template <std::size_t I>
  using member_at =
      typename std::remove_cvref_t<decltype(std::get<I>(record::fields<Record>))>::value_type;

  template <class Value>
  struct without_optional {
    using type = Value;
  };
  template <class Value>
  struct without_optional<std::optional<Value>> {
    using type = Value;
  };
  template <class Value>
  using plain_value = typename without_optional<Value>::type;

  template <class Value>
  static constexpr bool can_read = (detail::has_to_double &&
                                    std::floating_point<plain_value<Value>>) ||
                                   (std::integral<plain_value<Value>> &&
                                    !std::same_as<plain_value<Value>, bool>) ||
                                   record::made_from_counts<Value>;

  /// One more value, and the bytes between it and the one before.
  bool add(std::string_view before, int field) {
    const bool is_plain =
        std::ranges::all_of(before, [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
    if (size_ == steps_.size() || before.size() > longest || !is_plain) return false;
    step& next = steps_[size_++];
    next = {};
    std::memcpy(next.text.data(), before.data(), before.size());
    std::memset(next.mask.data(), 0xff, before.size());
    next.size = before.size();
    next.field = field;
    return true;
  }

  static bool is_supported(int field) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return ((field == static_cast<int>(I) && can_read<member_at<I>>) || ...);
    }
    (std::make_index_sequence<fields>{});
  }

  static bool matches(const step& now, const char* p) {
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < words; ++i) {
      std::uint64_t text;
      std::memcpy(&text, p + 8 * i, 8);
      difference |= (text ^ now.text[i]) & now.mask[i];
    }
    return difference == 0;
  }

  template <std::size_t... I>
  static const char* read_field(int field, const char* p, Record& record,
                                std::index_sequence<I...>) {
    const char* end = nullptr;
    static_cast<void>(
        ((field == static_cast<int>(I) &&
          (end = read_value(p, record.*std::get<I>(record::fields<Record>).member), true)) ||
         ...));
    return end;
  }

  template <class Value>
  static const char* read_value(const char* p, Value& value) {
    if constexpr (!can_read<Value>) {
      return nullptr;
    } else if constexpr (record::made_from_counts<Value>) {
      if (*p != '[') return nullptr;
      const detail::integer_list list = detail::read_integer_list(p + 1);
      if (list.end != nullptr)
        value = Value::from_counts(list.sum, list.size, list.ones, list.zeros);
      return list.end;
    } else {
      const bool is_text = *p == '"';
      const detail::decimal number = detail::read_decimal(is_text ? p + 1 : p);
      if (number.end == nullptr || (is_text && *number.end != '"') || !assign(number, value))
        return nullptr;
      return is_text ? number.end + 1 : number.end;
    }
  }

  template <class Value>
  static bool assign(const detail::decimal& number, Value& value) {
    using plain = plain_value<Value>;
    if constexpr (std::floating_point<plain>) {
      value = static_cast<plain>(detail::to_double(number));  // below 1e19: fits a float, too
      return true;
    } else {
      if (number.places != 0 || number.digits > static_cast<std::uint64_t>(largest_integer) ||
          !std::in_range<plain>(number.digits))
        return false;
      value = static_cast<plain>(number.digits);
      return true;
    }
  }

  std::array<step, 32> steps_{};
  std::size_t size_ = 0;
  bool is_whole_ = false;  // the last value must be the line's last
};

}  // namespace proflens::read
