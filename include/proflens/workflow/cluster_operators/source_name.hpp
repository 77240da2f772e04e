#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// What the names of folders and files of a profiled cluster say.
namespace proflens::workflow {

/// How many decimal digits a text begins with.
inline std::size_t leading_digits(std::string_view text) {
  const auto other = text.find_first_not_of("0123456789");
  return other == text.npos ? text.size() : other;
}

/// The number that a text is, digits only; none if it is anything else or beyond 64 bits.
inline std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || leading_digits(text) != text.size()) return {};
  const auto [last, failed] = std::from_chars(text.data(), end, number);
  return failed == std::errc{} && last == end ? std::optional(number) : std::nullopt;
}

/// `node0` and `node0_rack3` are node 0; `nodes`, `node-1`, `node` and `node0a` are none.
inline std::optional<std::int64_t> node_number(std::string_view folder) {
  if (!folder.starts_with("node")) return {};
  folder.remove_prefix(4);
  const std::size_t digits = leading_digits(folder);
  if (digits < folder.size() && folder[digits] != '_') return {};
  return whole_number(folder.substr(0, digits));
}

/// The place of the first node folder among the folders of a path.
inline std::optional<std::size_t> node_depth_of(const std::vector<std::string>& folders) {
  for (std::size_t i = 0; i < folders.size(); ++i)
    if (node_number(folders[i])) return i;
  return {};
}

/// The N of `PREFIX` N `SUFFIX`.
inline std::optional<std::int64_t> number_between(std::string_view name, std::string_view prefix,
                                                  std::string_view suffix = {}) {
  if (name.size() < prefix.size() + suffix.size() || !name.starts_with(prefix) ||
      !name.ends_with(suffix))
    return {};
  name.remove_prefix(prefix.size());
  name.remove_suffix(suffix.size());
  return whole_number(name);
}

/// A table's name taken apart: `op_summary_slice_1_20260402160352.csv`.
struct table_name {
  std::string prefix;                      ///< `op_summary`: without slice and timestamp
  std::optional<std::int64_t> slice = {};  ///< 1
  std::string timestamp = {};              ///< the trailing number of 14 or more digits, else empty
};

/// Fewer digits at the end of a name are no timestamp: a file without one is never a re-export.
inline constexpr std::size_t shortest_timestamp = 14;

inline table_name table_name_of(std::string_view file_name) {
  table_name name;
  std::string_view rest = file_name.substr(0, file_name.rfind('.'));
  const auto cut_number = [&rest]() -> std::string_view {  // with the `_` before it
    const std::size_t bar = rest.rfind('_');
    if (bar == rest.npos || bar + 1 == rest.size()) return {};
    const std::string_view digits = rest.substr(bar + 1);
    if (leading_digits(digits) != digits.size()) return {};
    return digits;
  };
  if (const auto digits = cut_number(); digits.size() >= shortest_timestamp) {
    name.timestamp = digits;
    rest.remove_suffix(digits.size() + 1);
  }
  constexpr std::string_view slice = "_slice";
  if (const auto digits = cut_number(); !digits.empty()) {
    const auto before = rest.substr(0, rest.size() - digits.size() - 1);
    if (before.ends_with(slice)) {
      name.slice = whole_number(digits);
      rest = before.substr(0, before.size() - slice.size());
    }
  }
  name.prefix = rest;
  return name;
}

/// The N of `op_summary_N_M.csv` with fewer digits than a timestamp has.
inline std::optional<std::int64_t> device_in_table_name(std::string_view file_name) {
  constexpr std::string_view start = "op_summary_";
  if (!file_name.starts_with(start)) return {};
  file_name.remove_prefix(start.size());
  const std::size_t digits = leading_digits(file_name);
  if (digits == 0 || digits >= shortest_timestamp || digits + 1 >= file_name.size() ||
      file_name[digits] != '_')
    return {};
  return whole_number(file_name.substr(0, digits));
}

/// The folder that msprof writes for one run: `PROF_000001_20260402160352_...`.
inline bool is_prof_folder(std::string_view folder) { return folder.starts_with("PROF"); }

/// The folder that torch_npu writes for one rank; a PROF folder may stand in it.
inline bool is_ascend_folder(std::string_view folder) { return folder.ends_with("_ascend_pt"); }

}  // namespace proflens::workflow
