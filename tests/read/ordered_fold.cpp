#include <proflens/read/ordered_fold.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
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
}  // namespace

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
