#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/emptied.hpp>
#include <proflens/aggregate/group_places.hpp>
#include <proflens/aggregate/projection.hpp>
#include <proflens/aggregate/spelling_memory.hpp>

namespace proflens::aggregate {

/// The key of a group and what was accumulated for it.
template <class Key, class Accumulator>
struct group {
  Key key;
  Accumulator value;

  friend bool operator==(const group&, const group&) = default;
};

/// What a group keeps of a key.
template <class Projected>
struct kept_key {
  using type =
      std::conditional_t<std::is_same_v<Projected, std::string_view>, std::string, Projected>;
  struct memory_type {};
};
template <spelled_key Projected>
struct kept_key<Projected> {
  using type = typename Projected::value_type;
  using memory_type = spelling_memory<std::tuple_size_v<
      std::remove_cvref_t<decltype(std::declval<const Projected&>().spelling())>>>;
};

/// One accumulator for each value of a key, created as a copy of `empty` when the key is first
/// seen:
///
///     group_by(&operator_run::key, of(&operator_run::duration_us, moments{}))
///     group_by(&operator_run::key)            // counts
///
/// `key` is a projection of the record (see `projection_traits`); text is kept as std::string. Of a
/// `spelled_key`, such as the raw texts of `operator_class`, the bytes are compared, and the value
/// they mean is made only of those not seen before: it is the key, and spellings of one value meet.
///
/// The groups stand in the order in which their keys were first seen, also after merging, so that
/// the result does not depend on a hash. Equality includes this order. At most 2^32 - 1 groups.
template <class Projection, class Accumulator = count>
class group_by : public knows_record<Projection> {
  using projected = typename projection_traits<Projection>::value_type;

 public:
  using key_type = typename kept_key<projected>::type;
  using group_type = group<key_type, Accumulator>;

  group_by() = default;
  explicit group_by(Projection key, Accumulator empty = {})
      : key_(std::move(key)), empty_(std::move(empty)) {}

  template <class Record>
  requires std::is_invocable_v<const Projection&, const Record&> &&
      std::is_invocable_v<Accumulator&, const Record&>
  void operator()(const Record& record) {
    if constexpr (spelled_key<projected>)
      of_spelling(std::invoke(key_, record))(record);
    else
      of_key(std::invoke(key_, record))(record);
  }

  group_by& operator+=(const group_by& other) { return *this += group_by(other); }
  group_by& operator+=(group_by&& other) {
    if (other.groups_.empty()) return *this;
    if (groups_.empty()) {
      other.memory_ = {};  // what was read is merged, and merged once more: it is not needed again
      return *this = std::move(other);
    }
    for (auto& [key, value] : other.groups_) of_key(std::move(key)) += std::move(value);
    return *this;
  }

  auto begin() const { return groups_.begin(); }
  auto end() const { return groups_.end(); }
  std::size_t size() const { return groups_.size(); }
  bool empty() const { return groups_.empty(); }

  /// The groups themselves, to be moved on: `for (auto& [key, value] : std::move(groups).take())`.
  std::vector<group_type> take() && {
    places_ = {};
    memory_ = {};
    return std::exchange(groups_, {});
  }

  /// What was accumulated for `key`; null where no record had it.
  template <class Key>
  const Accumulator* find(const Key& key) const {
    const std::uint32_t number = number_of(key, group_hash{}(key));
    return number == group_places::nowhere ? nullptr : &groups_[number].value;
  }

  /// The fields this reads: those of the key and of the accumulator.
  auto needs() const requires(knows_needs<Projection>&& has_needs<Accumulator>) {
    return std::tuple_cat(needs_of(key_), empty_.needs());
  }

  /// Without groups, with the projection and the empty accumulator of this one.
  group_by emptied() const { return group_by(key_, aggregate::emptied(empty_)); }
  /// The groups, for an archive that writes or reads them; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    std::uint64_t size = self.size();
    archive(size);
    if constexpr (Archive::reads) {
      for (; size > 0; --size) {
        key_type key{};
        archive(key);
        archive(self.of_key(std::move(key)));
      }
    } else {
      for (const auto& [key, value] : self.groups_) archive(key, value);
    }
  }

  friend bool operator==(const group_by& a, const group_by& b) { return a.groups_ == b.groups_; }

 private:
  template <class Key>
  Accumulator& of_key(Key&& key) {
    return groups_[number_or_new(std::forward<Key>(key))].value;
  }

  template <class Key>
  std::uint32_t number_or_new(Key&& key) {
    const std::uint64_t hash = group_hash{}(key);
    const std::uint32_t number = number_of(key, hash);
    if (number != group_places::nowhere) return number;
    groups_.push_back(group_type{key_type(std::forward<Key>(key)), empty_});
    places_.add(hash);
    return static_cast<std::uint32_t>(groups_.size() - 1);
  }

  Accumulator& of_spelling(const projected& key) requires spelled_key<projected> {
    const auto& spelling = key.spelling();
    std::uint32_t number = memory_.find(spelling);
    if (number == memory_.unknown) [[unlikely]] {
      number = number_or_new(key.value());
      memory_.remember(spelling, number);
    }
#if defined(__GNUC__)
    if (const std::uint32_t next = memory_.expected(); next != memory_.unknown) {
      const char* const memory = reinterpret_cast<const char*>(&groups_[next].value);
      for (std::size_t i = 0; i < std::min<std::size_t>(sizeof(Accumulator), 256); i += 64)
        __builtin_prefetch(memory + i, 1);
    }
#endif
    return groups_[number].value;
  }

  template <class Key>
  std::uint32_t number_of(const Key& key, std::uint64_t hash) const {
    return places_.find(hash, [&](std::uint32_t number) { return groups_[number].key == key; });
  }

  Projection key_{};
  Accumulator empty_{};
  std::vector<group_type> groups_;
  group_places places_;
  [[no_unique_address]] typename kept_key<projected>::memory_type memory_;
};

}  // namespace proflens::aggregate
