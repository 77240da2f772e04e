#pragma once

#include <functional>
#include <tuple>
#include <type_traits>

namespace proflens::aggregate {

/// What is known at compile time about a projection, the part that takes a record and gives the
/// value to accumulate. A projection is one of
/// - a pointer to a data member, `&scheduler_step::runtime_ms`;
/// - an object with `operator()(const Record&) const`, which may say `using record_type = Record;`
///   and `static constexpr std::tuple needs{&Record::field, ...};`, the fields it reads;
/// - a lambda that names the type of its parameter.
///
/// `record_type` is there where it can be deduced, `value_type` (without reference) with it.
template <class Projection>
struct projection_traits {};

template <class Record, class Value>
requires std::is_object_v<Value>
struct projection_traits<Value Record::*> {
  using record_type = Record;
  using value_type = Value;
};

template <class Projection>
requires requires { typename Projection::record_type; }
struct projection_traits<Projection> {
  using record_type = typename Projection::record_type;
  using value_type = std::remove_cvref_t<std::invoke_result_t<Projection&, const record_type&>>;
};

/// The parameter of a call operator that is neither a template nor overloaded.
template <class Member>
struct call_parameter;
template <class Object, class Result, class Record>
struct call_parameter<Result (Object::*)(Record) const> {
  using record_type = std::remove_cvref_t<Record>;
};
template <class Object, class Result, class Record>
struct call_parameter<Result (Object::*)(Record) const noexcept>
    : call_parameter<Result (Object::*)(Record) const> {};

template <class Projection>
requires(
    !requires { typename Projection::record_type; } &&
    requires {
      typename call_parameter<decltype(&Projection::operator())>::record_type;
    }) struct projection_traits<Projection> {
  using record_type = typename call_parameter<decltype(&Projection::operator())>::record_type;
  using value_type = std::remove_cvref_t<std::invoke_result_t<Projection&, const record_type&>>;
};

/// True where the fields that a projection reads are known: a reader then skips all others.
template <class Projection>
inline constexpr bool knows_needs = std::is_member_object_pointer_v<Projection> || requires {
  Projection::needs;
};

/// The fields that `projection` reads, as a tuple of member pointers.
template <class Projection>
requires knows_needs<Projection>
constexpr auto needs_of(const Projection& projection) {
  if constexpr (std::is_member_object_pointer_v<Projection>) {
    return std::tuple{projection};
  } else {
    return Projection::needs;
  }
}

/// An accumulator of records that knows which of their fields it reads.
template <class Accumulator>
concept has_needs = requires(const Accumulator& accumulator) {
  accumulator.needs();
};

/// Gives a derived accumulator its `record_type` where that is known, and nothing else.
template <class Projection>
struct knows_record {};
template <class Projection>
requires requires { typename projection_traits<Projection>::record_type; }
struct knows_record<Projection> {
  using record_type = typename projection_traits<Projection>::record_type;
};

}  // namespace proflens::aggregate
