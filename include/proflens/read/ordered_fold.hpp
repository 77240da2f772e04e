#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace proflens::read {

/// Shares tasks out to threads and merges their results in the order of the tasks, so that the
/// outcome does not depend on the number of threads.
///
///     bool next(Task&)            the next task; asked by one thread at a time
///     Result worker(Task&)        one worker per thread, made by make_worker()
///     void merge(Result&&)        in the order of the tasks, by one thread at a time
///
/// An exception in any of them stops the work and reaches the caller: that of the earliest task.
template <class Task, class Result, class Next, class MakeWorker, class Merge>
class ordered_fold {
 public:
  ordered_fold(Next next, MakeWorker make_worker, Merge merge)
      : next_(std::move(next)), make_worker_(std::move(make_worker)), merge_(std::move(merge)) {}

  void run(unsigned threads) {
    threads = std::max(threads, 1u);
    window_ = std::uint64_t{4} * threads;
    {
      std::vector<std::jthread> others;
      start(others, threads - 1);
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /// Where the system refuses a thread, those there are do the work.
  void start(std::vector<std::jthread>& others, unsigned wanted) {
    others.reserve(wanted);
    try {
      while (others.size() < wanted) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
    }
  }

  void work() {
    std::uint64_t index = 0;
    try {
      auto worker = make_worker_();
      Task task;
      while (take(task, index)) finish(index, worker(task));
    } catch (...) {
      fail(index, std::current_exception());
    }
  }

  /// Waits while too many results stand behind one that is not there yet: this bounds the memory.
  bool take(Task& task, std::uint64_t& index) {
    const std::lock_guard one_at_a_time(taking_);
    index = taken_;
    {
      std::unique_lock lock(merging_);
      merged_one_.wait(lock, [&] { return has_failed_ || taken_ < merged_ + window_; });
      if (has_failed_) return false;
    }
    if (is_at_end_ || !next_(task)) {
      is_at_end_ = true;
      return false;
    }
    ++taken_;
    return true;
  }

  void finish(std::uint64_t index, Result&& result) {
    const std::lock_guard lock(merging_);
    waiting_.emplace(index, std::move(result));
    while (!waiting_.empty() && waiting_.begin()->first == merged_) {
      auto ready = waiting_.extract(waiting_.begin());
      merge_(std::move(ready.mapped()));
      ++merged_;
    }
    merged_one_.notify_all();
  }

  void fail(std::uint64_t index, std::exception_ptr failure) {
    const std::lock_guard lock(merging_);
    if (!has_failed_ || index < failed_index_) {
      failure_ = std::move(failure);
      failed_index_ = index;
    }
    has_failed_ = true;
    merged_one_.notify_all();
  }

  Next next_;
  MakeWorker make_worker_;
  Merge merge_;

  std::mutex taking_;  // guards next_, taken_, is_at_end_; locked before merging_
  std::uint64_t taken_ = 0;
  bool is_at_end_ = false;

  std::mutex merging_;  // guards all below
  std::condition_variable merged_one_;
  std::map<std::uint64_t, Result> waiting_;
  std::uint64_t merged_ = 0;
  std::uint64_t window_ = 4;
  std::exception_ptr failure_;
  std::uint64_t failed_index_ = 0;
  bool has_failed_ = false;
};

/// `ordered_fold` with the types of the callables deduced.
template <class Task, class Result, class Next, class MakeWorker, class Merge>
void fold_in_order(unsigned threads, Next next, MakeWorker make_worker, Merge merge) {
  ordered_fold<Task, Result, Next, MakeWorker, Merge>(std::move(next), std::move(make_worker),
                                                      std::move(merge))
      .run(threads);
}

}  // namespace proflens::read
