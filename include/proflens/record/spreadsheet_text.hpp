#pragma once

#include <string_view>

/// Text and spreadsheets: a cell that begins like a formula is computed when it is opened. Writers
/// that are asked to put `'` before such text, readers of tables take it off again.
namespace proflens::record {

/// True for text that a spreadsheet would compute: = + - @, or a tab or carriage return first.
constexpr bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != text.npos;
}

/// True for text that is written with another `'` before it: what looks like a formula, also behind
/// any number of `'`, so that no two texts are written alike.
constexpr bool takes_guard(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  return first != text.npos && looks_like_formula(text.substr(first));
}

/// True for text that was written with a `'` before it.
constexpr bool is_guarded(std::string_view text) {
  return text.starts_with('\'') && takes_guard(text);
}

}  // namespace proflens::record
