#pragma once

#include <proflens/aggregate/mpi_session.hpp>

#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <future>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace proflens::aggregate {

/// Takes part in an MPI run as `mpi_session` does, but in a thread of its own: MPI takes tenths of
/// a second to start and to end, most of them asleep, and meanwhile the program goes on. Without
/// mpirun, or where the program has started MPI itself, there is no such thread.
///
///     const aggregate::mpi_thread mpi;
///     auto mine = read the files with number % mpi.size() == mpi.rank()
///     mpi.call([&] { aggregate::over_mpi(mine); });
///     mpi.finish();
///     if (mpi.rank() == 0) write it
///
/// One thread at a time may use it. As with `mpi_session`, all ranks are ended if one of them
/// leaves by an exception.
class mpi_thread {
 public:
  mpi_thread() {
    if (mpi_session::launched() && !mpi_session::running()) start_thread();
    if (!thread_.joinable()) session_.emplace();
    ask_for_rank();
  }
  mpi_thread(const mpi_thread&) = delete;
  mpi_thread& operator=(const mpi_thread&) = delete;
  ~mpi_thread() {
    if (std::uncaught_exceptions() > exceptions_before_) stop(1);
    finish();
    if (thread_.joinable()) thread_.join();
  }

  int rank() const { return rank_; }  ///< from 0
  int size() const { return size_; }  ///< 1 without MPI

  /// Calls `work` where MPI may be used, once it has started, and waits until it is done. What it
  /// throws reaches the caller.
  template <class Work>
  void call(Work&& work) const {
    if (!thread_.joinable()) return std::forward<Work>(work)();
    std::packaged_task<void()> task([&work] { work(); });
    auto done = task.get_future();
    give([&] { next_ = std::move(task); });
    done.get();
  }

  /// No call follows: MPI may end, which nobody waits for but the destructor.
  void finish() const {
    give([this] { has_finished_ = true; });
  }

  /// Ends all ranks at once, for a rank that cannot go on; does nothing in a run of one. After
  /// `finish` others may have ended well already, and the exit status of this one has to tell.
  void stop(int exit_status) const {
    if (size_ > 1 && !has_finished_) call([=] { MPI_Abort(MPI_COMM_WORLD, exit_status); });
  }

 private:
  void start_thread() {
    try {
      thread_ = std::thread([this] { serve(); });
    } catch (const std::system_error&) {  // the system refuses one
    }
  }

  /// The launcher tells it before MPI can.
  void ask_for_rank() {
    const auto rank = number_of({"OMPI_COMM_WORLD_RANK", "PMI_RANK"});
    const auto size = number_of({"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"});
    if (thread_.joinable() && rank && size) {
      rank_ = *rank;
      size_ = *size;
    } else {
      call([this] {
        if (!mpi_session::running()) return;
        MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
        MPI_Comm_size(MPI_COMM_WORLD, &size_);
      });
    }
  }

  /// MPI has to be ended by the thread that started it.
  void serve() {
    const mpi_session session;
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return next_.valid() || has_finished_; });
      if (!next_.valid()) return;
      auto task = std::exchange(next_, {});
      lock.unlock();
      task();
    }
  }

  template <class Change>
  void give(Change change) const {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_one();
  }

  /// What the launcher says, in the first of these variables that is there.
  static std::optional<int> number_of(std::initializer_list<const char*> names) {
    for (const char* const name : names) {
      const char* const text = std::getenv(name);
      if (text == nullptr) continue;
      int number = 0;
      const auto [end, failure] = std::from_chars(text, text + std::strlen(text), number);
      if (failure == std::errc{} && *end == '\0') return number;
    }
    return std::nullopt;
  }

  int exceptions_before_ = std::uncaught_exceptions();
  int rank_ = 0;
  int size_ = 1;
  std::optional<mpi_session> session_;  // where there is no thread
  mutable std::mutex mutex_;            // guards next_ and has_finished_
  mutable std::condition_variable changed_;
  mutable std::packaged_task<void()> next_;
  mutable bool has_finished_ = false;
  std::thread thread_;
};

}  // namespace proflens::aggregate
