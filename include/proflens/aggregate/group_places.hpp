#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace proflens::aggregate {

/// The hash of a key: its own `hash()`, else std::hash. Text is looked up as std::string_view, so
/// that no key is copied unless its group is new.
struct group_hash {
  template <class Key>
  std::uint64_t operator()(const Key& key) const {
    if constexpr (requires { key.hash(); })
      return spread(key.hash());
    else if constexpr (std::is_convertible_v<const Key&, std::string_view>)
      return spread(std::hash<std::string_view>{}(key));
    else
      return spread(std::hash<Key>{}(key));
  }

 private:
  /// std::hash of a number is the number itself; its low bits alone must not decide.
  static std::uint64_t spread(std::uint64_t hash) {
    hash *= 0x9e3779b97f4a7c15u;
    return hash ^ hash >> 32;
  }
};

/// Numbers of groups by the hash of their key, in an open-addressing table: the keys stand in the
/// groups and nowhere else.
class group_places {
 public:
  static constexpr std::uint32_t nowhere = static_cast<std::uint32_t>(-1);

  /// The number of the group with this hash for which `is(number)` holds, or `nowhere`.
  template <class Is>
  std::uint32_t find(std::uint64_t hash, Is&& is) const {
    if (table_.empty()) return nowhere;
    for (std::size_t i = hash & (table_.size() - 1);; i = (i + 1) & (table_.size() - 1)) {
      const std::uint32_t number = table_[i];
      if (number == nowhere || (hashes_[number] == hash && is(number))) return number;
    }
  }

  /// Adds the next number.
  void add(std::uint64_t hash) {
    hashes_.push_back(hash);
    if (hashes_.size() * 2 <= table_.size())
      return place(static_cast<std::uint32_t>(hashes_.size() - 1));
    table_.assign(std::max<std::size_t>(table_.size() * 2, 16), nowhere);
    for (std::uint32_t number = 0; number < hashes_.size(); ++number) place(number);
  }

 private:
  void place(std::uint32_t number) {
    std::size_t i = hashes_[number] & (table_.size() - 1);
    while (table_[i] != nowhere) i = (i + 1) & (table_.size() - 1);
    table_[i] = number;
  }

  std::vector<std::uint32_t> table_;  // its size is a power of two, at least twice the groups
  std::vector<std::uint64_t> hashes_;
};

}  // namespace proflens::aggregate
