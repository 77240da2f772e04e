#include <proflens/read/input_file.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "tests/temporary_folder.hpp"

using proflens::read::error;
using proflens::read::input_file;

namespace {

std::atomic<int> signals_seen = 0;

/// While it lives, SIGUSR1 interrupts what a thread waits for.
class interrupting_signal {
 public:
  interrupting_signal() {
    struct sigaction action {};
    action.sa_handler = [](int) { ++signals_seen; };
    ::sigaction(SIGUSR1, &action, &before_);
  }
  ~interrupting_signal() { ::sigaction(SIGUSR1, &before_, nullptr); }
  interrupting_signal(const interrupting_signal&) = delete;
  interrupting_signal& operator=(const interrupting_signal&) = delete;

 private:
  struct sigaction before_ {};
};

}  // namespace

TEST_CASE("input_file: a signal while a pipe waits for its writer is no error") {
  const tests::temporary_folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const interrupting_signal handled;
  std::string failure;
  std::array<char, 8> bytes{};
  std::size_t got = 0;
  std::atomic<bool> is_open = false;
  std::thread reader([&] {
    try {
      const input_file file(pipe);
      is_open = true;
      got = file.read_next(bytes.data(), bytes.size());
    } catch (const error& failed) {
      failure = failed.what();
      is_open = true;
    }
  });
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::pthread_kill(reader.native_handle(), SIGUSR1);
  }
  const int writer = ::open(pipe.c_str(), O_RDWR);  // does not wait, whoever reads
  CHECK(::write(writer, "abc", 3) == 3);
  while (!is_open) std::this_thread::yield();
  ::close(writer);
  reader.join();
  CHECK(failure == "");
  CHECK(got == 3);
  CHECK(signals_seen > 0);
}

TEST_CASE("input_file: what cannot be opened is named with the reason") {
  const tests::temporary_folder folder;
  const std::string path = folder / "nowhere";
  CHECK_THROWS_WITH_AS(input_file{path},
                       (path + ": cannot be opened: No such file or directory").c_str(), error);
}
