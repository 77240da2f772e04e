#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <proflens/aggregate/emptied.hpp>
#include <proflens/aggregate/projection.hpp>

namespace proflens::aggregate {

/// Accumulates what `projection` makes of each record:
///
///     of(&scheduler_step::runtime_ms, moments{})        // one field
///     of(tokens_and_runtime, fit::line_sums{})          // a function object
///
/// The inner accumulator is the public member `value`, to be read and passed on at will. For a
/// reader there is `record_type` (where it is known, see `projection_traits`) and `needs()`, the
/// tuple of pointers to the fields that are read (where it is known).
///
/// `+=` and `==` concern `value` alone: two objects that are merged must have the same projection.
/// A default constructed one with a null member pointer is the identity; it takes over the
/// projection of what is merged into it, and must not be called before.
template <class Projection, class Accumulator>
class of : public knows_record<Projection> {
 public:
  Projection projection{};
  Accumulator value{};

  of() = default;
  constexpr of(Projection from, Accumulator into)
      : projection(std::move(from)), value(std::move(into)) {}

  template <class Record>
  requires std::is_invocable_v<const Projection&, const Record&>
  constexpr void operator()(const Record& record) { value(std::invoke(projection, record)); }

  constexpr of& operator+=(const of& other) {
    adopt(other.projection);
    value += other.value;
    return *this;
  }
  constexpr of& operator+=(of&& other) {
    adopt(other.projection);
    value += std::move(other.value);
    return *this;
  }

  /// The fields this reads: the member pointer itself, or the projection's own `needs`.
  constexpr auto needs() const requires knows_needs<Projection> { return needs_of(projection); }

  /// Without values, with the projection of this one.
  of emptied() const { return of(projection, aggregate::emptied(value)); }
  /// The accumulator alone, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.value);
  }

  friend constexpr bool operator==(const of& a, const of& b) { return a.value == b.value; }

 private:
  constexpr void adopt(const Projection& other) {
    if constexpr (std::is_member_pointer_v<Projection>) {
      if (projection == nullptr) projection = other;
    }
  }
};

}  // namespace proflens::aggregate
