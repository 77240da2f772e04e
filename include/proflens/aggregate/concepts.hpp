#pragma once

#include <concepts>

namespace proflens::aggregate {

/// Turns many values into few, in pieces that can be joined: `a(value)` takes one value, `a += b`
/// takes all that `b` took, as if those values had followed. The laws every accumulator keeps:
///
/// - identity: an empty one (`A{}` where it can be default constructed) changes nothing on either
///   side of `+=`;
/// - merge equals whole: pieces joined in order give what one pass gives, to the bit where the
///   accumulator says so, else to rounding;
/// - value: copies are independent; `==` compares what was accumulated.
///
/// This is all a parallel reader, a group or a cluster needs to know.
template <class A, class Value>
concept accumulator = std::copyable<A> && std::equality_comparable<A> &&
    requires(A a, const A& other, const Value& value) {
  a(value);
  { a += other } -> std::same_as<A&>;
};

}  // namespace proflens::aggregate
