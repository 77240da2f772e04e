#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <proflens/aggregate/buffer.hpp>

namespace proflens::aggregate {

/// Keeps every value in order, contiguous: for quantiles, for a figure's points, for residuals.
///
///     auto steps = read::json_lines(path, of(tokens_and_runtime, collect<point>{}));
///     std::span<const point> points = steps.value.value.values();
///
/// Merges to the bit. Memory in use is that of the values (see `buffer`) for trivially copyable
/// ones, up to twice that for others. The span is valid until the next change.
template <class Value>
class collect {
 public:
  void operator()(const Value& value) { kept_.push_back(value); }

  collect& operator+=(const collect& other) {
    // Into itself: the source would move while it is read.
    if (this == &other) return *this += collect(other);
    append(other.kept_);
    return *this;
  }
  collect& operator+=(collect&& other) {
    if (kept_.size() == 0) {
      kept_ = std::move(other.kept_);
    } else {
      append(other.kept_);
    }
    return *this;
  }

  std::span<const Value> values() const& { return {kept_.data(), kept_.size()}; }
  std::span<const Value> values() const&& = delete;  // it would point into a dead object
  std::size_t size() const { return kept_.size(); }

  /// The values, for an archive that writes or reads them; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.kept_);
  }

  friend bool operator==(const collect& a, const collect& b) {
    return std::ranges::equal(a.values(), b.values());
  }

 private:
  static constexpr bool plain =
      std::is_trivially_copyable_v<Value> && alignof(Value) <= alignof(std::max_align_t);
  using storage = typename std::conditional_t<plain, std::type_identity<buffer<Value>>,
                                              std::type_identity<std::vector<Value>>>::type;

  void append(const storage& other) {
    if constexpr (plain) {
      kept_.append(other.data(), other.size());
    } else {
      kept_.insert(kept_.end(), other.begin(), other.end());
    }
  }

  storage kept_;
};

}  // namespace proflens::aggregate
