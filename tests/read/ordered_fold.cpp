#include <proflens/read/ordered_fold.hpp>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

using proflens::read::fold_in_order;

namespace {
std::vector<int> squares(unsigned threads, int tasks) {
  std::vector<int> merged;
  int next = 0;
  fold_in_order<int, int>(
      threads,
      [&](int& task) {
        task = next;
        return next++ < tasks;
      },
      [] {
        return [](int& task) {
          if (task % 7 == 0) std::this_thread::yield();
          return task * task;
        };
      },
      [&](int&& result) { merged.push_back(result); });
  return merged;
}

template <class Where>
std::string failure(unsigned threads, Where&& fails_at) {
  int next = 0;
  try {
    fold_in_order<int, int>(
        threads,
        [&](int& task) {
          if (fails_at('n', next)) throw std::runtime_error("next " + std::to_string(next));
          task = next;
          return next++ < 100;
        },
        [&] {
          return [&](int& task) {
            if (fails_at('w', task)) throw std::runtime_error("work " + std::to_string(task));
            return task;
          };
        },
        [&](int&& result) {
          if (fails_at('m', result)) throw std::runtime_error("merge " + std::to_string(result));
        });
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

/// What a process of its own returns, in which no second thread can start; -1 where that is not to
/// be had.
template <class Function>
int result_without_threads(Function&& function) {
  const pid_t child = ::fork();
  if (child == 0) {
    // The limit counts the processes of a user, and does not hold for the administrator.
    const rlimit one{1, 1};
    if (::setrlimit(RLIMIT_NPROC, &one) != 0 || (::getuid() == 0 && ::setuid(65534) != 0))
      ::_exit(100);
    try {
      std::jthread([] {}).join();
      ::_exit(100);
    } catch (const std::system_error&) {
    }
    ::_exit(function());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 100 ? -1 : status;
}
}  // namespace

TEST_CASE("ordered_fold: where no thread can start the caller does all the work") {
  const int status = result_without_threads([] {
    try {
      return squares(4, 50).size() == 50 ? 0 : 1;
    } catch (...) {
      return 2;
    }
  });
  if (status == -1)
    MESSAGE("threads cannot be forbidden here: not tested");
  else
    CHECK(status == 0);
}

TEST_CASE("ordered_fold: results are merged in the order of the tasks") {
  std::vector<int> expected;
  for (int i = 0; i < 1000; ++i) expected.push_back(i * i);
  for (const unsigned threads : {0u, 1u, 2u, 3u, 7u}) CHECK(squares(threads, 1000) == expected);
  CHECK(squares(3, 0).empty());
}

TEST_CASE("ordered_fold: exceptions reach the caller") {
  for (const unsigned threads : {1u, 2u, 7u}) {
    CHECK(failure(threads, [](char where, int i) { return where == 'n' && i == 40; }) == "next 40");
    CHECK(failure(threads, [](char where, int i) { return where == 'w' && i == 40; }) == "work 40");
    CHECK(failure(threads, [](char where, int i) { return where == 'm' && i == 40; }) ==
          "merge 40");
    CHECK(failure(threads, [](char, int) { return false; }) == "none");
  }
}

TEST_CASE("ordered_fold: of two exceptions that of the earlier task reaches the caller") {
  std::atomic<bool> has_later_failed = false;
  int next = 0;
  const auto run = [&] {
    fold_in_order<int, int>(
        2u, [&](int& task) { return (task = next++) < 100; },
        [&] {
          return [&](int& task) {
            if (task == 3) {
              has_later_failed = true;
              throw std::runtime_error("task 3");
            }
            if (task == 2) {
              for (int i = 0; i < 1000 && !has_later_failed; ++i)
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
              std::this_thread::sleep_for(std::chrono::milliseconds(50));
              throw std::runtime_error("task 2");
            }
            return task;
          };
        },
        [](int&&) {});
  };
  CHECK_THROWS_WITH_AS(run(), "task 2", std::runtime_error);
  CHECK(has_later_failed);
}

TEST_CASE("ordered_fold: results that wait for an early one are bounded") {
  std::atomic<int> taken = 0;
  int merged = 0, next = 0;
  fold_in_order<int, int>(
      2u,
      [&](int& task) {
        task = next;
        ++taken;
        return next++ < 200;
      },
      [&] {
        return [&](int& task) {
          // The first task ends when the other thread can take no more.
          if (task == 0)
            for (int before = -1; before != taken;
                 std::this_thread::sleep_for(std::chrono::milliseconds(30)))
              before = taken;
          return task;
        };
      },
      [&](int&&) {
        if (merged++ == 0) CHECK(taken <= 9);
      });
  CHECK(merged == 200);
}
