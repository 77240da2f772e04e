#pragma once

namespace proflens::aggregate {

/// An accumulator without values, with the projections and budgets of `like`: its own `emptied()`
/// where it has one, else a default constructed one.
template <class Accumulator>
Accumulator emptied(const Accumulator& like) {
  if constexpr (requires { like.emptied(); }) {
    return like.emptied();
  } else {
    return Accumulator{};
  }
}

}  // namespace proflens::aggregate
