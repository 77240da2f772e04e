#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <proflens/engine/error.hpp>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::engine {

/// Threads that stay, for work of microseconds: the steps of a decoder have a hundred parts that
/// depend on each other, and starting threads for each would take longer than the parts.
///
/// Helpers that wait for work spin for about 50 us, then sleep. Nobody waits for a helper that has
/// taken no task: on a busy machine the caller does the work of those that are not scheduled.
class thread_team {
 public:
  /// So many threads, counting the one that calls `run`; 0: one for each core. Throws engine::error
  /// if the system does not permit so many.
  explicit thread_team(int threads = 0) {
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    const int wanted = threads > 0 ? threads : (cores > 0 ? cores : 1);
    try {
      for (int i = 1; i < wanted; ++i) helpers_.emplace_back([this, i] { help(i); });
    } catch (const std::system_error& why) {
      const int begun = size();
      dismiss();
      throw error("cannot start " + std::to_string(wanted) + " threads, only " +
                  std::to_string(begun) + " (" + why.code().message() + "); ask for fewer");
    } catch (...) {
      dismiss();
      throw;
    }
  }
  ~thread_team() { dismiss(); }
  thread_team(const thread_team&) = delete;
  thread_team& operator=(const thread_team&) = delete;

  int size() const { return static_cast<int>(helpers_.size()) + 1; }

  /// Calls `work(task, thread)` for each task in [0, tasks), in any order, from thread 0 (the
  /// caller's) to `size()` - 1; returns when all are done. `work` must not throw and not call
  /// `run`.
  template <class Work>
  void run(std::size_t tasks, const Work& work) {
    if (tasks < 2 || helpers_.empty()) {
      for (std::size_t task = 0; task < tasks; ++task) work(task, 0);
      return;
    }
    call_ = [](const void* context, std::size_t task, int thread) {
      (*static_cast<const Work*>(context))(task, thread);
    };
    context_ = &work;
    tasks_ = static_cast<std::ptrdiff_t>(tasks);
    done_.store(0, std::memory_order_relaxed);
    left_.store(tasks_, std::memory_order_release);
    round_.fetch_add(1);
    round_.notify_all();
    while (take_task(0)) {
    }
    for (int spins = 0; done_.load(std::memory_order_acquire) != tasks_; ++spins)
      spins < most_spins ? pause() : std::this_thread::yield();
  }

 private:
  static constexpr int most_spins = 2000;

  /// Lets the helpers end: whoever joins them before waits for ever.
  void dismiss() {
    is_over_ = true;
    round_.fetch_add(1);
    round_.notify_all();
  }

  static void pause() {
#if defined(__x86_64__) && defined(__GNUC__)
    _mm_pause();
#endif
  }

  // Whoever counts `left_` down from a positive number owns a task, and by that alone may read what
  // to do: it stays until the task is done. A late helper that counts below zero reads nothing.
  bool take_task(int thread) {
    if (left_.load(std::memory_order_relaxed) <= 0) return false;
    const std::ptrdiff_t left = left_.fetch_sub(1, std::memory_order_acquire);
    if (left <= 0) return false;
    call_(context_, static_cast<std::size_t>(tasks_ - left), thread);
    done_.fetch_add(1, std::memory_order_release);
    return true;
  }

  void help(int thread) {
    int spins = 0;
    while (!is_over_) {
      const int round = round_.load();
      if (take_task(thread)) {
        spins = 0;
      } else if (++spins < most_spins) {
        pause();
      } else {
        if (!is_over_ && left_.load() <= 0) round_.wait(round);
        spins = 0;
      }
    }
  }

  void (*call_)(const void*, std::size_t, int) = nullptr;
  const void* context_ = nullptr;
  std::ptrdiff_t tasks_ = 0;
  alignas(64) std::atomic<std::ptrdiff_t> left_ = 0;
  alignas(64) std::atomic<std::ptrdiff_t> done_ = 0;
  alignas(64) std::atomic<int> round_ = 0;
  std::atomic<bool> is_over_ = false;
  std::vector<std::jthread> helpers_;  // last: joined before the rest goes
};

}  // namespace proflens::engine
