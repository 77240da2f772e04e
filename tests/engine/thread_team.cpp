// Work must be done once, by whom it says, and be finished when `run` returns: also with thousands
// of tiny pieces one behind the other, with sleeping helpers, and with more threads than cores.
#include <proflens/engine/thread_team.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

using proflens::engine::thread_team;

TEST_CASE("thread_team: every task is done once, by a thread of the team") {
  for (const int threads : {1, 2, 3, 7}) {
    thread_team team(threads);
    CHECK(team.size() == threads);
    for (const std::size_t tasks : {0U, 1U, 2U, 5U, 1000U}) {
      std::vector<int> done(tasks);  // not atomic: each belongs to one thread
      std::atomic<int> strangers = 0;
      team.run(tasks, [&](std::size_t task, int thread) {
        ++done[task];
        if (thread < 0 || thread >= threads) ++strangers;
      });
      CHECK(std::ranges::count(done, 1) == static_cast<std::ptrdiff_t>(tasks));
      CHECK(strangers == 0);
    }
  }
}

TEST_CASE("thread_team: no two tasks run on one thread at the same time") {
  thread_team team(4);
  std::vector<std::atomic<int>> inside(4);
  std::atomic<int> clashes = 0;
  team.run(2000, [&](std::size_t, int thread) {
    auto& own = inside[static_cast<std::size_t>(thread)];
    if (own.fetch_add(1) != 0) ++clashes;
    own.fetch_sub(1);
  });
  CHECK(clashes == 0);
}

TEST_CASE("thread_team: what a run has written the next one reads") {
  thread_team team(3);
  std::vector<long> values(17, 0), next(17, 0);
  constexpr long rounds = 20000;
  for (long round = 0; round < rounds; ++round) {
    // Each reads what another thread may have written in the round before.
    team.run(17, [&](std::size_t i, int) { next[i] = values[(i + 1) % 17] + 1; });
    values.swap(next);
  }
  CHECK(std::ranges::count(values, rounds) == 17);
}

TEST_CASE("thread_team: helpers that fell asleep are woken") {
  thread_team team(2);
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    // The two tasks wait for each other: done only if both threads are there.
    std::atomic<int> arrived = 0;
    team.run(2, [&](std::size_t, int) {
      ++arrived;
      while (arrived < 2) std::this_thread::yield();
    });
    CHECK(arrived == 2);
  }
}

TEST_CASE("thread_team: it ends while helpers spin and while they sleep") {
  for (int i = 0; i < 50; ++i) {
    thread_team team(3);
    if (i % 2 == 1) team.run(5, [](std::size_t, int) {});
    if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(thread_team(0).size() >= 1);
}

TEST_CASE("thread_team: where the system stops at a few threads it says so and does not wait") {
  const pid_t child = ::fork();
  if (child == 0) {
    // The limit counts the threads of a user, and does not hold for the administrator.
    const rlimit few{3, 3};
    if (::setrlimit(RLIMIT_NPROC, &few) != 0 || (::getuid() == 0 && ::setuid(65534) != 0))
      ::_exit(100);
    ::alarm(20);
    try {
      const thread_team team(64);
    } catch (const proflens::engine::error& why) {
      ::_exit(std::string(why.what()).starts_with("cannot start 64 threads, only ") ? 0 : 1);
    }
    ::_exit(100);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 100)
    MESSAGE("threads cannot be forbidden here: not tested");
  else
    CHECK(status == 0);
}
