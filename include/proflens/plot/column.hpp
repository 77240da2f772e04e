#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace proflens::plot {

/// A range of numbers that is not a vector of doubles itself, such as std::span<const int>.
template <class Range>
concept number_range =
    std::ranges::input_range<Range> && std::is_arithmetic_v<std::ranges::range_value_t<Range>> &&
    !std::same_as<std::remove_cvref_t<Range>, std::vector<double>>;

/// One coordinate of all the points of a mark: doubles that never change and are shared by the
/// figure, its copies and its scene. A vector of doubles is moved in (or copied once), any other
/// range of numbers is copied once.
class column {
 public:
  using values = std::vector<double>;

  column() : shared_(std::make_shared<const values>()) {}
  column(values numbers) : shared_(std::make_shared<const values>(std::move(numbers))) {}
  column(std::initializer_list<double> numbers) : column(values(numbers)) {}
  /// Takes part in a column that exists already. Precondition: not null.
  column(std::shared_ptr<const values> numbers) : shared_(std::move(numbers)) {}

  template <number_range Range>
  column(const Range& numbers) : column(copied(numbers)) {}

  std::size_t size() const { return shared_->size(); }
  bool empty() const { return shared_->empty(); }
  double operator[](std::size_t i) const { return (*shared_)[i]; }
  std::span<const double> numbers() const { return *shared_; }
  const std::shared_ptr<const values>& shared() const { return shared_; }

 private:
  template <class Range>
  static values copied(const Range& numbers) {
    values result;
    if constexpr (std::ranges::sized_range<const Range>) result.reserve(std::ranges::size(numbers));
    for (const auto number : numbers) result.push_back(static_cast<double>(number));
    return result;
  }

  std::shared_ptr<const values> shared_;
};

}  // namespace proflens::plot
