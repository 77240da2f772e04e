#include <proflens/detail/undelayed_sockets.hpp>

#include <doctest/doctest.h>

#include <unistd.h>

using namespace proflens::detail;

// Over sockets like these the processes of Open MPI talk to mpirun.

namespace {

/// Two ends of a connection over TCP within this machine.
class connection {
 public:
  connection() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener, plain, size) == 0);
    REQUIRE(::listen(listener, 1) == 0);
    REQUIRE(::getsockname(listener, plain, &size) == 0);
    one = ::socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(::connect(one, plain, size) == 0);
    other = ::accept(listener, nullptr, nullptr);
    REQUIRE(other >= 0);
    ::close(listener);
  }
  ~connection() {
    ::close(one);
    ::close(other);
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  int one = -1, other = -1;
};

bool sends_at_once(int socket) {
  int is_undelayed = 0;
  socklen_t size = sizeof is_undelayed;
  REQUIRE(::getsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &is_undelayed, &size) == 0);
  return is_undelayed != 0;
}

}  // namespace

TEST_CASE("undelayed_sockets: both ends of a connection within this machine send at once") {
  const connection pair;
  REQUIRE_FALSE(sends_at_once(pair.one));
  CHECK(leads_to_this_machine(pair.one));
  undelay_sockets_to_this_machine();
  CHECK(sends_at_once(pair.one));
  CHECK(sends_at_once(pair.other));
}

TEST_CASE("undelayed_sockets: what leads nowhere or is no socket stays as it is") {
  const int alone = ::socket(AF_INET, SOCK_STREAM, 0);
  int pipe_ends[2] = {-1, -1};
  REQUIRE(::pipe(pipe_ends) == 0);
  undelay_sockets_to_this_machine();
  CHECK_FALSE(sends_at_once(alone));
  for (const int descriptor : {alone, pipe_ends[0], pipe_ends[1], -1})
    CHECK_FALSE(leads_to_this_machine(descriptor));
  for (const int descriptor : {alone, pipe_ends[0], pipe_ends[1]}) CHECK(::close(descriptor) == 0);
}
