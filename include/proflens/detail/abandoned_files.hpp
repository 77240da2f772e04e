#pragma once

#include <signal.h>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace proflens::detail {

/// The process that writes the temporary file `name` of an `atomic_file` for `target`
/// (".target.PID.N.tmp"); 0 if it is no such name.
inline int writer_of(std::string_view name, std::string_view target) {
  const std::string start = "." + std::string(target.substr(0, 200)) + ".";
  if (!name.starts_with(start) || !name.ends_with(".tmp")) return 0;
  name.remove_prefix(start.size());
  int writer = 0;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), writer);
  return failure == std::errc{} && *end == '.' ? writer : 0;
}

/// Removes what processes that were killed while they wrote `target` have left beside it. Files of
/// processes that still live stay; what cannot be removed does too.
inline void remove_abandoned_files(const std::filesystem::path& target) {
  namespace fs = std::filesystem;
  std::error_code failed;
  // Absolute first: a bare name that is not there yet would come back without its folder.
  const fs::path place = fs::weakly_canonical(fs::absolute(target, failed), failed);
  if (failed) return;
  for (fs::directory_iterator at(place.parent_path(), failed), end; !failed && at != end;
       at.increment(failed)) {
    const int writer = writer_of(at->path().filename().string(), place.filename().string());
    const bool is_gone = writer > 0 && ::kill(writer, 0) != 0 && errno == ESRCH;
    std::error_code ignored;
    if (is_gone) fs::remove(at->path(), ignored);
  }
}

}  // namespace proflens::detail
