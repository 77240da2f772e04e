#pragma once

#include <concepts>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include <proflens/record/field.hpp>

namespace proflens::record {

/// A default constructible struct with a description in `fields`.
template <class Record>
concept described = std::default_initializable<Record> &&
    !std::same_as<std::remove_cvref_t<decltype(fields<Record>)>, not_described>;

/// A member that takes a list of integers element by element and keeps a summary of it.
template <class Value>
concept integer_accumulator = std::default_initializable<Value> &&
    requires(Value sum, std::int64_t element) {
  sum(element);
  sum += sum;
};

/// An integer accumulator that can be made from four counts of a list at once; it must equal the
/// one that was given the elements. Readers then use a vector kernel.
template <class Value>
concept made_from_counts = integer_accumulator<Value> && requires(std::int64_t n, std::uint32_t c) {
  { Value::from_counts(n, c, c, c) } -> std::same_as<Value>;  // sum, size, ones, zeros
};

/// An accumulator or projection that says which record it takes.
template <class Consumer>
concept names_its_record = requires {
  typename std::remove_cvref_t<Consumer>::record_type;
}
&&described<typename std::remove_cvref_t<Consumer>::record_type>;

/// An accumulator or projection that says which members it reads: `needs`, a tuple of pointers to
/// members. A reader then reads, and asks for, only those.
template <class Consumer>
concept names_its_needs = requires {
  std::tuple_size<std::remove_cvref_t<decltype(std::remove_cvref_t<Consumer>::needs)>>::value;
};

}  // namespace proflens::record
