#pragma once

#include <proflens/workflow/cluster_operators/class_summary.hpp>
#include <proflens/workflow/cluster_operators/operator_store.hpp>
#include <proflens/workflow/cluster_operators/result.hpp>
#include <proflens/workflow/cluster_operators/shares.hpp>
#include <proflens/workflow/cluster_operators/verdict.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace proflens::workflow {

/// What is known of each class of a stretch of them: `a += b` appends the stretch that follows.
class class_account {
 public:
  class_account() = default;
  explicit class_account(const cluster_operators_options& options)
      : rank_by_(options.rank_by), verdict_(options.min_excess) {}

  /// Makes room. Of what is never filled the system gives no memory.
  void reserve(std::size_t classes, std::size_t rows) {
    classes_.reserve(classes);
    rows_.reserve(rows);
  }

  /// The next class in the order of keys, whose rows know its place.
  void add(cluster_class&& about, const class_summary& summary) {
    verdict_.add(about, summary.devices);
    const auto imbalance = imbalance_of(classes_.size(), summary.devices);
    if (imbalance) imbalance_.push_back(*imbalance);
    values_.push_back(rank_value(rank_by_, summary.all, imbalance));
    percentile_error_ = std::max(percentile_error_, summary.percentile_error);
    append(rows_, summary.rows, 0);
    classes_.push_back(std::move(about));
  }

  class_account& operator+=(class_account&& later) {
    append(rows_, later.rows_, classes_.size());
    append(imbalance_, later.imbalance_, classes_.size());
    std::ranges::move(later.classes_, std::back_inserter(classes_));
    values_.insert(values_.end(), later.values_.begin(), later.values_.end());
    percentile_error_ = std::max(percentile_error_, later.percentile_error_);
    verdict_ += std::move(later.verdict_);
    return *this;
  }

  /// Rows of the table.
  std::size_t rows() const { return rows_.size(); }

  /// Puts classes and rows into a result.
  void take_rows(cluster_operators_result& result) {
    result.classes = std::move(classes_);
    result.rows = std::move(rows_);
  }
  /// Puts everything there, with the ranks of all classes and the verdict.
  void finish(cluster_operators_result& result) {
    take_rows(result);
    verdict_.finish(result);
    result.imbalance = std::move(imbalance_);
    std::ranges::stable_sort(result.imbalance, std::greater{}, &imbalanced_operator::ratio);
    result.top = largest(values_, result.options.top);
    result.percentile_error = percentile_error_;
  }

  /// Without classes, for the same options.
  class_account emptied() const {
    class_account empty;
    empty.rank_by_ = rank_by_;
    empty.verdict_ = verdict_.emptied();
    return empty;
  }
  template <class Self, class Archive>
  static void exchange(Self& self, Archive& archive) {
    archive(self.classes_, self.rows_, self.imbalance_, self.values_, self.percentile_error_,
            self.verdict_);
  }

 private:
  /// Appends what is `of` classes whose places begin at `first` here.
  template <class Value>
  static void append(std::vector<Value>& to, const std::vector<Value>& from, std::size_t first) {
    const auto begin = static_cast<std::ptrdiff_t>(to.size());
    to.insert(to.end(), from.begin(), from.end());
    for (auto one = to.begin() + begin; one != to.end(); ++one) one->of += first;
  }

  operator_rank rank_by_ = operator_rank::mean;
  std::vector<cluster_class> classes_;
  std::vector<operator_row> rows_;
  std::vector<imbalanced_operator> imbalance_;
  std::vector<double> values_;  // to rank classes by
  double percentile_error_ = 0;
  cluster_verdict verdict_;
};

/// Sums up the classes of a store, each rank those it has, and accounts for all of them on rank 0.
/// The others have their classes and rows in their results.
template <class Ranks>
void add_classes(const operator_store& store, const Ranks& ranks,
                 cluster_operators_result& result) {
  class_account account(result.options);
  const std::size_t classes = store.classes().size();
  std::size_t rows = classes;  // and one for each place, with most ways to split
  for (const auto& [key, stored] : store.classes()) rows += stored.places.size();
  const auto stretches = static_cast<std::size_t>(ranks.rank() == 0 ? ranks.size() : 1);
  account.reserve(classes * stretches, rows * stretches);
  summarize(store, result.options,
            [&](const operator_key& key, const stored_class& stored, class_summary&& summary) {
              account.add({key, stored.op_type, stored.is_communication, summary.devices.size()},
                          summary);
            });
  result.rows_of_rank = account.rows();
  ranks.join(account);
  if (ranks.rank() == 0)
    account.finish(result);
  else
    account.take_rows(result);
}

}  // namespace proflens::workflow
