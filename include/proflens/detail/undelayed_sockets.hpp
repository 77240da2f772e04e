#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

namespace proflens::detail {

/// Whether a descriptor is a socket of IPv4 that leads to another end on this machine.
inline bool leads_to_this_machine(int descriptor) {
  sockaddr_in other{};
  socklen_t size = sizeof other;
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&other), &size) != 0) return false;
  return other.sin_family == AF_INET && ntohl(other.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

/// From now on all sockets of TCP that this process has to this machine send small messages at
/// once. Else the kernel holds a second one back until the first is acknowledged, which the other
/// end puts off for 0.04 s (Nagle's algorithm against delayed acknowledgements). Nothing happens
/// where the system has no /proc/self/fd.
inline void undelay_sockets_to_this_machine() {
  std::error_code failed;
  for (std::filesystem::directory_iterator at("/proc/self/fd", failed), end; !failed && at != end;
       at.increment(failed)) {
    const std::string name = at->path().filename().string();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    const int yes = 1;
    if (leads_to_this_machine(descriptor))
      ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
}

}  // namespace proflens::detail
