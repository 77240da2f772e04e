#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace proflens::aggregate {

/// A key seen as it is spelled in the input: `spelling()` gives its bytes in parts, `value()` the
/// key that is meant, which is dear to make. Several spellings may mean one value.
template <class Key>
concept spelled_key = requires(const Key& key) {
  typename Key::value_type;
  { key.value() } -> std::same_as<typename Key::value_type>;
  key.spelling()[0].data();
  std::tuple_size<std::remove_cvref_t<decltype(key.spelling())>>::value;
};

/// Eight bytes into a number, in any byte order.
inline std::uint64_t eight_bytes(const char* p) {
  std::uint64_t bytes;
  std::memcpy(&bytes, p, 8);
  return bytes;
}

/// The high and the low half of a product, which depend on every bit of both, joined.
inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
#if defined(__SIZEOF_INT128__)
  __extension__ using wide = unsigned __int128;
  const wide product = static_cast<wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
  const std::uint64_t product = (a ^ a >> 32) * (b | 1);
  return product ^ product >> 29;
#endif
}

/// A hash of bytes that takes sixteen at a time, after wyhash (Wang Yi). The same in every run.
inline std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t first = 0x9e3779b97f4a7c15u, second = 0xd6e8feb86659fd93u;
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t hash = seed ^ first, a = 0, b = 0;
  for (; left > 16; left -= 16, p += 16)
    hash = mixed(eight_bytes(p) ^ hash, eight_bytes(p + 8) ^ second);
  if (left >= 8) {
    a = eight_bytes(p);
    b = eight_bytes(p + left - 8);
  } else if (left != 0) {
    std::uint32_t half[2] = {};
    if (left >= 4) {
      std::memcpy(&half[0], p, 4);
      std::memcpy(&half[1], p + left - 4, 4);
    } else {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(p[i]); };
      half[0] = static_cast<std::uint32_t>(byte(0) | byte(left / 2) << 8 | byte(left - 1) << 16);
    }
    a = half[0];
    b = half[1];
  }
  return mixed(a ^ hash, b ^ second ^ bytes.size() * first);
}

/// True if `Size` bytes are equal.
template <std::size_t Size>
bool equal_words(const char* a, const char* b) {
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < Size; i += 8) difference |= eight_bytes(a + i) ^ eight_bytes(b + i);
  return difference == 0;
}

/// Of a size that is known no function is called.
inline bool equal_fours(const char* a, const char* b) { return std::memcmp(a, b, 4) == 0; }

/// Equal bytes; both have this size. Keys have all sizes in turn, so few branches depend on it: the
/// last words overlap those before.
inline bool equal_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 32) {
    for (std::size_t i = 0; i + 32 < size; i += 32)
      if (!equal_words<32>(a + i, b + i)) return false;
    return equal_words<32>(a + size - 32, b + size - 32);
  }
  if (size >= 16) return equal_words<16>(a, b) && equal_words<16>(a + size - 16, b + size - 16);
  if (size >= 8) return equal_words<8>(a, b) && equal_words<8>(a + size - 8, b + size - 8);
  if (size >= 4) return equal_fours(a, b) && equal_fours(a + size - 4, b + size - 4);
  for (std::size_t i = 0; i < size; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

/// Remembers which group a spelling belongs to: an open-addressing table of hashes and the bytes
/// they came from. It can be made anew at any time, so a copy of it is empty, and neither equality
/// nor merging concern it.
///
/// Programs repeat their steps, so what followed a spelling last time is tried first: if it is the
/// one, no hash is taken, and those to come are already on their way into the cache.
template <std::size_t Parts>
class spelling_memory {
 public:
  /// What has as many parts; any other type that gives them by `[i]` may stand for it.
  using spelling = std::array<std::string_view, Parts>;

  spelling_memory() = default;
  spelling_memory(const spelling_memory&) {}
  spelling_memory(spelling_memory&& other) noexcept { swap(other); }
  spelling_memory& operator=(const spelling_memory&) {
    forget();
    return *this;
  }
  spelling_memory& operator=(spelling_memory&& other) noexcept {
    forget();
    swap(other);
    return *this;
  }

  static constexpr std::uint32_t unknown = static_cast<std::uint32_t>(-1);

  template <class Spelling = spelling>
  static std::uint64_t hash(const Spelling& parts) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < Parts; ++i)
      hash = hash * 0x9e3779b97f4a7c15u + hash_bytes(parts[i], i);  // the parts in parallel
    return hash ^ hash >> 32;
  }

  /// The group of the spelling, or `unknown`.
  template <class Spelling = spelling>
  std::uint32_t find(const Spelling& parts) {
    if (expected_ < history_.size()) {
      const std::uint32_t number = history_[expected_];
      if (is(known_[number], parts)) [[likely]] {
        ++expected_;
        return note(number);
      }
    }
    const std::uint32_t number = look_up(parts, hash(parts));
    if (number == unknown) return unknown;
    expected_ = known_[number].last_seen + std::size_t{1};
    return note(number);
  }

  /// The group that may come some spellings later, so that its memory can be asked for; `unknown`
  /// if nothing is expected.
  std::uint32_t expected() const {
    constexpr std::size_t ahead = 4;
    if (expected_ + 2 * ahead >= history_.size()) return unknown;
#if defined(__GNUC__)
    __builtin_prefetch(&known_[history_[expected_ + 2 * ahead]]);
#endif
    const known& next = known_[history_[expected_ + ahead]];
#if defined(__GNUC__)
    __builtin_prefetch(next.bytes);
    __builtin_prefetch(next.bytes + 64);
#endif
    return next.group;
  }

  /// Remembers a spelling that is unknown.
  template <class Spelling = spelling>
  void remember(const Spelling& parts, std::uint32_t group) {
    if ((known_.size() + 1) * 2 > table_.size()) grow();
    known entry{hash(parts), nullptr, {}, group, 0};
    std::size_t size = 0;
    for (std::size_t i = 0; i < Parts; ++i) {
      entry.sizes[i] = static_cast<std::uint32_t>(parts[i].size());
      size += parts[i].size();
    }
    char* to = room_for(size);
    entry.bytes = to;
    for (std::size_t i = 0; i < Parts; ++i) to = std::copy_n(parts[i].data(), parts[i].size(), to);
    const auto number = static_cast<std::uint32_t>(known_.size());
    place(number, entry.hash);
    known_.push_back(entry);
    note(number);
    expected_ = history_.size();
  }

  void forget() {
    spelling_memory empty;
    swap(empty);
  }

 private:
  static constexpr std::size_t chunk_bytes = 64 * 1024;
  static constexpr std::size_t longest_history = 64 * 1024;

  struct known {
    std::uint64_t hash;
    const char* bytes;
    std::array<std::uint32_t, Parts> sizes;
    std::uint32_t group;
    std::uint32_t last_seen;  // its place in the history
  };

  template <class Spelling>
  std::uint32_t look_up(const Spelling& parts, std::uint64_t hash) const {
    if (table_.empty()) return unknown;
    for (std::size_t i = hash & (table_.size() - 1);; i = (i + 1) & (table_.size() - 1)) {
      if (table_[i] == unknown) return unknown;
      const known& entry = known_[table_[i]];
      if (entry.hash == hash && is(entry, parts)) return table_[i];
    }
  }

  /// Writes a spelling down as seen; returns its group.
  std::uint32_t note(std::uint32_t number) {
    if (history_.size() == longest_history) [[unlikely]]
      begin_history();
    known_[number].last_seen = static_cast<std::uint32_t>(history_.size());
    history_.push_back(number);
    return known_[number].group;
  }

  void begin_history() {
    history_.clear();
    for (known& entry : known_) entry.last_seen = longest_history;
    expected_ = longest_history;
  }

  void swap(spelling_memory& other) noexcept {
    table_.swap(other.table_);
    known_.swap(other.known_);
    chunks_.swap(other.chunks_);
    history_.swap(other.history_);
    std::swap(expected_, other.expected_);
    std::swap(next_, other.next_);
    std::swap(left_, other.left_);
  }

  template <class Spelling>
  static bool is(const known& entry, const Spelling& parts) {
    const char* p = entry.bytes;
    for (std::size_t i = 0; i < Parts; p += parts[i++].size())
      if (entry.sizes[i] != parts[i].size() || !equal_bytes(p, parts[i].data(), parts[i].size()))
        return false;
    return true;
  }

  void grow() {
    table_.assign(std::max<std::size_t>(table_.size() * 2, 256), unknown);
    for (std::uint32_t number = 0; number < known_.size(); ++number)
      place(number, known_[number].hash);
  }

  void place(std::uint32_t number, std::uint64_t hash) {
    std::size_t i = hash & (table_.size() - 1);
    while (table_[i] != unknown) i = (i + 1) & (table_.size() - 1);
    table_[i] = number;
  }

  char* room_for(std::size_t bytes) {
    if (bytes > left_) {
      left_ = std::max(bytes, chunk_bytes);
      chunks_.emplace_back(new char[left_]);
      next_ = chunks_.back().get();
    }
    left_ -= bytes;
    char* const room = next_;
    next_ += bytes;
    return room;
  }

  std::vector<std::uint32_t> table_;  // numbers of known spellings; its size is a power of two
  std::vector<known> known_;
  std::vector<std::uint32_t> history_;  // numbers of known spellings, as they were seen
  std::size_t expected_ = 0;            // the place in the history of what may come next
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace proflens::aggregate
