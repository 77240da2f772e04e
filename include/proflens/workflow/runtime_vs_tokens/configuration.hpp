#pragma once

#include <proflens/workflow/error.hpp>
#include <proflens/workflow/runtime_vs_tokens/options.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace proflens::workflow {

/// The name a path gives to a configuration: the last part of it, also of "logs/" or "..".
inline std::string name_of(const std::filesystem::path& path) {
  std::error_code unreadable;
  std::filesystem::path whole = std::filesystem::weakly_canonical(path, unreadable);
  if (unreadable) whole = path.lexically_normal();
  // A link is known by its own name, not by that of what it points to.
  const std::filesystem::path last =
      path.has_filename() ? path.filename() : path.parent_path().filename();
  const bool relative = last.empty() || last == "." || last == "..";
  return (relative ? whole.filename() : last).string();
}

/// Reads `NAME:PATH` or `PATH`. What exists as it stands is a path; otherwise the argument is split
/// at the first colon whose right side exists, else at the first one (the path then turns out to be
/// missing when it is read). Throws workflow::error if the name would be empty.
inline configuration configuration_from(std::string_view argument) {
  const auto exists = [](std::string_view path) {
    std::error_code unreadable;
    return !path.empty() && std::filesystem::exists(std::filesystem::path(path), unreadable);
  };
  std::size_t colon = argument.find(':');
  if (exists(argument) || colon == argument.npos)
    return {name_of(std::filesystem::path(argument)), std::filesystem::path(argument)};
  for (std::size_t at = colon; at != argument.npos; at = argument.find(':', at + 1)) {
    if (!exists(argument.substr(at + 1))) continue;
    colon = at;
    break;
  }
  if (colon == 0)
    throw error("\"" + std::string(argument) +
                "\": the name before the colon is empty; write NAME:PATH or PATH");
  return {std::string(argument.substr(0, colon)),
          std::filesystem::path(argument.substr(colon + 1))};
}

}  // namespace proflens::workflow
