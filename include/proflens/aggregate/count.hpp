#pragma once

#include <cstdint>
#include <tuple>

namespace proflens::aggregate {

/// Counts whatever it is given, values and records alike. Merges to the bit.
class count {
 public:
  template <class Value>
  constexpr void operator()(const Value&) {
    ++count_;
  }
  constexpr count& operator+=(const count& other) {
    count_ += other.count_;
    return *this;
  }

  constexpr std::uint64_t value() const { return count_; }

  /// It reads no field of a record.
  static constexpr std::tuple<> needs() { return {}; }

  friend constexpr bool operator==(const count&, const count&) = default;

 private:
  std::uint64_t count_ = 0;
};

}  // namespace proflens::aggregate
