#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <proflens/aggregate/count.hpp>
#include <proflens/aggregate/emptied.hpp>
#include <proflens/aggregate/projection.hpp>

namespace proflens::aggregate {

/// The key of a group and what was accumulated for it.
template <class Key, class Accumulator>
struct group {
  Key key;
  Accumulator value;

  friend bool operator==(const group&, const group&) = default;
};

/// Text is looked up as std::string_view, so that no key is copied unless its group is new.
template <class Key>
struct group_hash : std::hash<Key> {};
template <>
struct group_hash<std::string> : std::hash<std::string_view> {
  using is_transparent = void;
};

/// One accumulator for each value of a key, created as a copy of `empty` when the key is first
/// seen:
///
///     group_by(&operator_run::key, of(&operator_run::duration_us, moments{}))
///     group_by(&operator_run::key)            // counts
///
/// `key` is a projection of the record (see `projection_traits`); text is kept as std::string. The
/// groups stand in the order in which their keys were first seen, also after merging, so that the
/// result does not depend on a hash. Equality includes this order.
template <class Projection, class Accumulator = count>
class group_by : public knows_record<Projection> {
  using projected = typename projection_traits<Projection>::value_type;

 public:
  using key_type =
      std::conditional_t<std::is_same_v<projected, std::string_view>, std::string, projected>;
  using group_type = group<key_type, Accumulator>;

  group_by() = default;
  explicit group_by(Projection key, Accumulator empty = {})
      : key_(std::move(key)), empty_(std::move(empty)) {}

  template <class Record>
  requires std::is_invocable_v<const Projection&, const Record&> &&
      std::is_invocable_v<Accumulator&, const Record&>
  void operator()(const Record& record) { of_key(std::invoke(key_, record))(record); }

  group_by& operator+=(const group_by& other) { return *this += group_by(other); }
  group_by& operator+=(group_by&& other) {
    if (other.groups_.empty()) return *this;
    if (groups_.empty()) return *this = std::move(other);
    for (auto& [key, value] : other.groups_) of_key(std::move(key)) += std::move(value);
    return *this;
  }

  auto begin() const { return groups_.begin(); }
  auto end() const { return groups_.end(); }
  std::size_t size() const { return groups_.size(); }
  bool empty() const { return groups_.empty(); }

  /// What was accumulated for `key`; null where no record had it.
  template <class Key>
  const Accumulator* find(const Key& key) const {
    const auto place = places_.find(key);
    return place == places_.end() ? nullptr : &groups_[place->second].value;
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
    if (const auto place = places_.find(key); place != places_.end()) {
      return groups_[place->second].value;
    }
    key_type kept(std::forward<Key>(key));
    places_.emplace(kept, groups_.size());
    return groups_.emplace_back(group_type{std::move(kept), empty_}).value;
  }

  Projection key_{};
  Accumulator empty_{};
  std::vector<group_type> groups_;
  std::unordered_map<key_type, std::size_t, group_hash<key_type>, std::equal_to<>> places_;
};

}  // namespace proflens::aggregate
