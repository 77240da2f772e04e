#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <proflens/aggregate/arrange.hpp>
#include <proflens/aggregate/buffer.hpp>
#include <proflens/aggregate/quantile.hpp>
#include <proflens/aggregate/quantile_sketch.hpp>
#include <proflens/aggregate/sample_budget.hpp>
#include <proflens/aggregate/weighted_values.hpp>

namespace proflens::aggregate {

/// Quantiles that are exact as long as the samples of all groups of a run fit in a budget, and
/// within a sketch's error from then on:
///
///     auto budget = std::make_shared<aggregate::sample_budget>(64 << 20);
///     auto durations = group_by(key, of(&operator_run::duration_us, bounded_quantiles(budget)));
///     ...
///     settle_quantiles(groups, [](auto& group) -> auto& { return group.value.value; });
///
/// Samples are kept, 8 bytes each, until the budget is spent; each accumulator becomes a sketch
/// when it next looks (growing, merging), the rest by `settle_quantiles` at the end. A sketch is
/// the same whenever it was made, so the result depends on the samples and the budget alone, not on
/// threads. A sketch that is merged into one with a budget spends that: all become sketches.
/// Without a budget (default constructed) it is exact always, and what is merged into it may make
/// it a sketch.
///
/// A regular value; merging moves samples, not budgets: each books with the budget it was made
/// with, and gives back when it dies. A copy books its samples again, so move. NaN is left out and
/// counted by `rejected()`; every number is NaN without values.
class bounded_quantiles {
 public:
  bounded_quantiles() = default;
  explicit bounded_quantiles(std::shared_ptr<sample_budget> budget) : budget_(std::move(budget)) {}

  bounded_quantiles(const bounded_quantiles& other)
      : samples_(other.samples_),
        rejected_(other.rejected_),
        sketch_(other.sketch_ ? std::make_unique<quantile_sketch>(*other.sketch_) : nullptr),
        budget_(other.budget_) {
    book();
  }
  bounded_quantiles(bounded_quantiles&& other) noexcept
      : samples_(std::move(other.samples_)),
        booked_(std::exchange(other.booked_, 0)),
        rejected_(std::exchange(other.rejected_, 0)),
        sketch_(std::move(other.sketch_)),
        budget_(other.budget_) {}
  bounded_quantiles& operator=(bounded_quantiles other) noexcept {
    std::swap(samples_, other.samples_);
    std::swap(booked_, other.booked_);
    std::swap(rejected_, other.rejected_);
    std::swap(sketch_, other.sketch_);
    std::swap(budget_, other.budget_);
    return *this;
  }
  ~bounded_quantiles() { give_back(); }

  void operator()(double value) {
    if (samples_.size() < samples_.capacity() && value == value) {
      samples_.push_back(value);
    } else {
      add_slowly(value);
    }
  }

  bounded_quantiles& operator+=(const bounded_quantiles& other) {
    return *this += bounded_quantiles(other);
  }
  bounded_quantiles& operator+=(bounded_quantiles&& other) {
    rejected_ += other.rejected_;
    other.rejected_ = 0;
    if (other.count() == 0) return *this;
    if (other.sketched() || sketched()) return merge_sketched(other);
    other.give_back();  // first, so that nothing is booked twice
    if (samples_.size() == 0) {
      samples_ = std::move(other.samples_);
      samples_.set_capacity(samples_.size());  // a piece that is merged is complete, as a rule
    } else {
      samples_.set_capacity(samples_.size() + other.samples_.size());
      samples_.append(other.samples_.data(), other.samples_.size());
      other.samples_ = {};
    }
    book();
    return *this;
  }

  /// Books all samples, so that the budget knows of them; first half of `settle_quantiles`.
  void book() {
    if (!budget_ || samples_.size() == booked_) return;
    budget_->take(samples_.size() - booked_);
    booked_ = samples_.size();
  }
  /// Becomes a sketch if the budget is spent, else gives spare room back; second half.
  void settle() {
    if (sketched()) {
      become_sketch(relative_error());
    } else {
      samples_.set_capacity(samples_.size());
    }
  }

  std::uint64_t count() const { return samples_.size() + (sketch_ ? sketch_->count() : 0); }
  std::uint64_t rejected() const { return rejected_; }
  /// Whether quantiles are those of the samples themselves.
  bool exact() const { return !sketched(); }
  /// 0 if exact, else that of the sketch.
  double percentile_error() const {
    return exact() ? 0 : sketch_resolution(relative_error()).bound();
  }

  /// The quantiles of type 7, one for each probability: those outside [0, 1] are taken for the
  /// nearer end, and NaN gives NaN, as with a sketch.
  std::vector<double> quantiles(std::span<const double> probabilities) const {
    if (exact()) return exact_quantiles(probabilities);
    const std::vector<weighted_value> values = distribution();
    std::vector<double> result;
    for (const double p : probabilities) result.push_back(weighted_quantile(values, p));
    return result;
  }
  double quantile(double p) const { return quantiles({&p, 1}).front(); }
  double median() const { return quantile(0.5); }

  /// The median of the distances to the median, unscaled.
  double median_absolute_deviation() const {
    return exact() ? aggregate::median_absolute_deviation({samples_.data(), samples_.size()})
                   : weighted_median_absolute_deviation(distribution());
  }

  /// Tukey's box, with at most `most_outliers` outliers, evenly spaced by rank, the ends among
  /// them.
  capped_box box(std::size_t most_outliers = 100) const {
    return weighted_box(distribution(), most_outliers);
  }

  /// The samples themselves, in the order in which they came, while `exact()`; valid until the
  /// next change.
  std::span<const double> samples() const& { return {samples_.data(), samples_.size()}; }
  std::span<const double> samples() const&& = delete;  // it would point into a dead object

  /// The values, or those that stand for them, ascending.
  std::vector<weighted_value> distribution() const {
    if (sketched()) return as_sketch().distribution();
    std::vector<double> sorted(samples_.data(), samples_.data() + samples_.size());
    sort_values(sorted);
    std::vector<weighted_value> result;
    for (const double value : sorted) {
      if (result.empty() || result.back().value != value) result.push_back({value, 0});
      ++result.back().count;
    }
    return result;
  }

  /// All memory it takes.
  std::size_t bytes() const {
    return sizeof(*this) + samples_.capacity() * sizeof(double) + (sketch_ ? sketch_->bytes() : 0);
  }

  /// The same samples in the same order, or the same sketch; budgets are not compared.
  friend bool operator==(const bounded_quantiles& a, const bounded_quantiles& b) {
    if (a.rejected_ != b.rejected_ || a.sketched() != b.sketched()) return false;
    if (a.sketched()) return a.as_sketch() == b.as_sketch();
    return std::ranges::equal(std::span(a.samples_.data(), a.samples_.size()),
                              std::span(b.samples_.data(), b.samples_.size()));
  }

  /// Everything but the budget, for an archive that writes or reads it; see `pack.hpp`.
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    if constexpr (Archive::reads) {
      self.give_back();
      archive(self.rejected_, self.samples_, self.sketch_);
      if (self.sketch_ && self.budget_) self.budget_->spend();
      self.book();
    } else if (self.sketched() && !self.sketch_) {
      archive(self.rejected_, buffer<double>{},
              std::make_unique<quantile_sketch>(self.as_sketch()));
    } else {
      archive(self.rejected_, self.samples_, self.sketch_);
    }
  }
  /// Without samples, with the same budget.
  bounded_quantiles emptied() const { return bounded_quantiles(budget_); }

 private:
  std::vector<double> exact_quantiles(std::span<const double> probabilities) const {
    std::vector<double> within(probabilities.begin(), probabilities.end());
    for (double& p : within) p = p > 0 ? std::min(p, 1.0) : 0;
    auto result = aggregate::quantiles({samples_.data(), samples_.size()}, within);
    for (std::size_t i = 0; i < result.size(); ++i)
      if (std::isnan(probabilities[i])) result[i] = probabilities[i];
    return result;
  }

  bool sketched() const { return sketch_ || (budget_ && budget_->spent()); }

  double relative_error() const {
    if (sketch_) return sketch_->relative_error;
    return budget_ ? budget_->relative_error() : quantile_sketch{}.relative_error;
  }

  void add_slowly(double value) {
    if (std::isnan(value)) {
      ++rejected_;
      return;
    }
    if (!sketch_) {
      book();
      if (!sketched()) {
        samples_.set_capacity(grown(samples_.size()));
        samples_.push_back(value);
        return;
      }
      become_sketch(relative_error());
    }
    (*sketch_)(value);
  }

  /// Few samples double; more grow by a quarter, or the spare room would be seen in the peak.
  static std::size_t grown(std::size_t size) {
    return size < 256 ? std::max<std::size_t>(8, 2 * size) : size + size / 4;
  }

  void become_sketch(double relative_error) {
    if (!sketch_) sketch_ = std::make_unique<quantile_sketch>(quantile_sketch{relative_error});
    for (const double value : std::span(samples_.data(), samples_.size())) (*sketch_)(value);
    samples_ = {};
    give_back();
  }

  bounded_quantiles& merge_sketched(bounded_quantiles& other) {
    // One that is a sketch already decides for one that is not.
    const bool follows = !sketch_ && (other.sketch_ || !budget_);
    const double error = follows ? other.relative_error() : relative_error();
    if (budget_) budget_->spend();
    become_sketch(error);
    other.become_sketch(error);
    *sketch_ += *std::exchange(other.sketch_, nullptr);
    return *this;
  }

  quantile_sketch as_sketch() const {
    quantile_sketch result = sketch_ ? *sketch_ : quantile_sketch{relative_error()};
    for (const double value : std::span(samples_.data(), samples_.size())) result(value);
    return result;
  }

  void give_back() {
    if (booked_ != 0) budget_->give_back(booked_);
    booked_ = 0;
  }

  buffer<double> samples_;
  std::uint64_t booked_ = 0;
  std::uint64_t rejected_ = 0;
  std::unique_ptr<quantile_sketch> sketch_;
  std::shared_ptr<sample_budget> budget_;
};

/// Settles all of them: whatever was read, and by however many threads, all are exact or all are
/// sketches. `quantiles_of` gives the accumulator in an element of the range.
template <class Range, class Projection>
void settle_quantiles(Range&& range, Projection quantiles_of) {
  for (auto& one : range) quantiles_of(one).book();
  for (auto& one : range) quantiles_of(one).settle();
}

}  // namespace proflens::aggregate
