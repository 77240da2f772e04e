#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <proflens/record/spreadsheet_text.hpp>

namespace proflens::record {

/// A text as it stands in a table: the bytes of the cell with its quotes, seen and not copied. So a
/// record with many texts costs no allocation; it is valid only while the reader shows the row.
class raw_text {
 public:
  constexpr raw_text() = default;
  constexpr raw_text(std::string_view raw) : raw_(raw) {}

  /// The bytes of the cell.
  constexpr std::string_view raw() const { return raw_; }

  /// True for a cell of no length and for `N/A`, quoted or not. A cell of two quotes within quotes
  /// (`""""""`) holds a text and is not missing.
  constexpr bool missing() const {
    return raw_.empty() || raw_ == "N/A" || raw_ == "\"\"" || raw_ == "\"N/A\"";
  }

  /// The text that the cell means: without the quotes around it, doubled quotes made single, and
  /// without the `'` that guards it from a spreadsheet (see spreadsheet_text.hpp).
  std::string text() const {
    std::string meant;
    append_to(meant);
    return meant;
  }

  /// As `text`, but `N/A` where it is missing: all spellings of one value give the same text.
  std::string key_text() const { return missing() ? "N/A" : text(); }

  void append_to(std::string& text) const {
    const bool is_quoted = raw_.size() >= 2 && raw_.front() == '"';
    std::string_view meant = is_quoted ? raw_.substr(1, raw_.size() - 2) : raw_;
    if (is_guarded(meant)) [[unlikely]]
      meant.remove_prefix(1);
    if (!is_quoted) {
      text += meant;
      return;
    }
    for (std::size_t i = 0; i < meant.size(); ++i) {
      text += meant[i];
      if (meant[i] == '"') ++i;  // the second of two
    }
  }

  /// Of the texts that are meant.
  friend bool operator==(const raw_text& a, const raw_text& b) {
    return a.raw_ == b.raw_ || a.text() == b.text();
  }

 private:
  std::string_view raw_;
};

/// Several texts in one piece of memory: a key that is kept. Ordered part by part, bytewise.
template <std::size_t Parts>
class text_key {
 public:
  text_key() = default;
  explicit text_key(const std::array<std::string_view, Parts>& parts) {
    for (const auto& part : parts) add(part);
  }
  explicit text_key(const std::array<const raw_text*, Parts>& parts) {
    for (const raw_text* const part : parts) {
      if (part->missing())
        joined_ += "N/A";
      else
        part->append_to(joined_);
      close();
    }
    joined_.shrink_to_fit();
  }

  static constexpr std::size_t size() { return Parts; }

  std::string_view operator[](std::size_t part) const {
    const std::size_t begin = part == 0 ? 0 : ends_[part - 1];
    return std::string_view(joined_).substr(begin, ends_[part] - begin);
  }

  std::size_t hash() const {
    std::size_t hash = std::hash<std::string_view>{}(joined_);
    for (const auto end : ends_) hash = hash * 0x9e3779b97f4a7c15u + end;
    return hash;
  }

  friend bool operator==(const text_key&, const text_key&) = default;
  friend std::strong_ordering operator<=>(const text_key& a, const text_key& b) {
    for (std::size_t i = 0; i < Parts; ++i)
      if (const auto order = a[i].compare(b[i]); order != 0) return order <=> 0;
    return std::strong_ordering::equal;
  }

 private:
  void add(std::string_view part) {
    joined_ += part;
    close();
  }
  void close() { ends_[closed_++] = static_cast<std::uint32_t>(joined_.size()); }

  std::string joined_;
  std::array<std::uint32_t, Parts> ends_{};
  std::uint32_t closed_ = 0;
};

/// The raw texts of some fields of a record as one key, valid while the record is.
/// `aggregate::group_by` compares the bytes and asks for the `value`, the texts that are meant,
/// only when it meets new ones.
///
/// The texts are not copied, because they have just been written in halves: a processor waits long
/// for what it reads in one piece and wrote in two.
template <std::size_t Parts>
struct raw_key {
  using value_type = text_key<Parts>;

  std::array<const raw_text*, Parts> parts;

  value_type value() const { return value_type(parts); }

  /// The bytes in parts: `spelling()[0]`.
  const raw_key& spelling() const { return *this; }
  std::string_view operator[](std::size_t part) const { return parts[part]->raw(); }
};

/// The record a pointer to member points into.
template <class Member>
struct record_of_member;
template <class Record, class Value>
struct record_of_member<Value Record::*> {
  using type = Record;
};

/// A projection to several texts of a record as one key:
///
///     group_by(text_fields<&operator_run::op_name, &operator_run::input_shapes>{}, moments)
template <auto First, auto... More>
struct text_fields {
  using record_type = typename record_of_member<decltype(First)>::type;
  static constexpr std::tuple needs{First, More...};

  raw_key<1 + sizeof...(More)> operator()(const record_type& record) const {
    return {{&(record.*First), &(record.*More)...}};
  }
};

}  // namespace proflens::record

/// How many parts it has.
template <std::size_t Parts>
struct std::tuple_size<proflens::record::raw_key<Parts>>
    : std::integral_constant<std::size_t, Parts> {};
