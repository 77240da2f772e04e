#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <proflens/aggregate/emptied.hpp>
#include <proflens/aggregate/projection.hpp>

namespace proflens::aggregate {

/// Several accumulators side by side, all given the same value:
///
///     all statistics{moments{}, extrema{}};
///     statistics(3.5);
///     statistics.get<moments>().mean();
///
/// `get` takes the type of a part where that occurs once, or its place.
template <class... Parts>
class all {
 public:
  all() = default;
  constexpr explicit all(Parts... parts) requires(sizeof...(Parts) > 0)
      : parts_(std::move(parts)...) {}

  template <class Value>
  requires(std::is_invocable_v<Parts&, const Value&>&&...) constexpr void operator()(
      const Value& value) {
    std::apply([&](Parts&... part) { (part(value), ...); }, parts_);
  }

  constexpr all& operator+=(const all& other) {
    merge(other, std::index_sequence_for<Parts...>{});
    return *this;
  }
  constexpr all& operator+=(all&& other) {
    merge(std::move(other), std::index_sequence_for<Parts...>{});
    return *this;
  }

  template <class Part>
  constexpr const Part& get() const {
    return std::get<Part>(parts_);
  }
  template <std::size_t Index>
  constexpr const auto& get() const {
    return std::get<Index>(parts_);
  }

  /// The fields that the parts read, one after another; a field may stand twice.
  constexpr auto needs() const requires(has_needs<Parts>&&...) {
    return std::apply([](const Parts&... part) { return std::tuple_cat(part.needs()...); }, parts_);
  }

  /// Without values, with the projections of this one.
  all emptied() const {
    return std::apply([](const Parts&... part) { return all(aggregate::emptied(part)...); },
                      parts_);
  }
  /// Everything, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    std::apply([&](auto&... part) { archive(part...); }, self.parts_);
  }

  friend constexpr bool operator==(const all&, const all&) = default;

 private:
  template <std::size_t... Index>
  constexpr void merge(const all& other, std::index_sequence<Index...>) {
    ((std::get<Index>(parts_) += std::get<Index>(other.parts_)), ...);
  }
  template <std::size_t... Index>
  constexpr void merge(all&& other, std::index_sequence<Index...>) {
    ((std::get<Index>(parts_) += std::get<Index>(std::move(other.parts_))), ...);
  }

  std::tuple<Parts...> parts_;
};

template <class... Parts>
all(Parts...) -> all<Parts...>;

}  // namespace proflens::aggregate
