#pragma once

#include <proflens/detail/bidi.hpp>
#include <proflens/detail/utf8.hpp>
#include <proflens/plot/text_measure.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The steps by which `layout` turns a figure into a scene.
namespace proflens::plot::arrange {

/// Bytes of the longest beginning of the text that is at most `width` points wide, in whole
/// characters; at least one character.
inline std::size_t fitting_bytes(std::string_view text, double size, double width,
                                 const text_measure& measure) {
  std::vector<std::size_t> ends;  // behind each character
  for (std::size_t at = 0; at < text.size();) {
    at += detail::first_code_point(text.substr(at)).length;
    ends.push_back(at);
  }
  std::size_t low = 0, high = ends.size();  // ends[low] fits or is the first, ends[high] does not
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    const bool fits = measure(text.substr(0, ends[middle]), size).width <= width;
    (fits ? low : high) = middle;
  }
  return ends.empty() ? 0 : ends[low];
}

/// The text, or as much of its beginning as fits with "…" behind it.
inline std::string shortened(std::string_view text, double size, double width,
                             const text_measure& measure) {
  if (text.empty() || measure(text, size).width <= width) return std::string(text);
  const std::string_view ellipsis = "\u2026";
  const double room = width - measure(ellipsis, size).width;
  std::string_view kept = text.substr(0, fitting_bytes(text, size, room, measure));
  while (!kept.empty() && kept.back() == ' ') kept.remove_suffix(1);
  const std::string closing = detail::bidi_controls(text.substr(kept.size()));
  return std::string(kept) + closing + std::string(ellipsis);
}

/// The text, or its beginning and its end with "…" between them: names of one family often differ
/// only there.
inline std::string shortened_inside(std::string_view text, double size, double width,
                                    const text_measure& measure) {
  if (text.empty() || measure(text, size).width <= width) return std::string(text);
  const std::string_view ellipsis = "\u2026";
  const double room = width - measure(ellipsis, size).width;
  const std::size_t head = fitting_bytes(text, size, room / 2, measure);
  const double left = room - measure(text.substr(0, head), size).width;
  std::size_t tail = head;
  while (tail < text.size() && measure(text.substr(tail), size).width > left)
    tail += detail::first_code_point(text.substr(tail)).length;
  const std::string between = detail::bidi_controls(text.substr(head, tail - head));
  return std::string(text.substr(0, head)) + between + std::string(ellipsis) +
         std::string(text.substr(tail));
}

/// Where a line that holds `fitting` bytes of the text should end: behind its last space, if there
/// is one in its second half (a break between any two characters is right for Chinese, and for a
/// word that is longer than half a line).
inline std::size_t line_end(std::string_view text, std::size_t fitting) {
  if (fitting >= text.size() || text[fitting] == ' ') return fitting;
  const std::size_t space = text.rfind(' ', fitting);
  return space != std::string_view::npos && space >= fitting / 2 ? space : fitting;
}

/// The text in lines: broken at its own line ends and where a line would be too wide. What does
/// not fit into `most_lines` is cut with "…". No text: no lines.
inline std::vector<std::string> fitted_lines(std::string_view text, double size, double width,
                                             std::size_t most_lines, const text_measure& measure) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view paragraph = text.substr(0, text.find('\n'));
    const bool last = lines.size() + 1 == most_lines;
    const std::size_t fitting = measure(paragraph, size).width <= width
                                    ? paragraph.size()
                                    : fitting_bytes(paragraph, size, width, measure);
    const std::size_t end = line_end(paragraph, fitting);
    if (last && end < text.size()) {
      const std::string rest = std::string(paragraph) + (end == paragraph.size() ? "\u2026" : "");
      lines.push_back(shortened(rest, size, width, measure));
      return lines;
    }
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  }
  return lines;
}

}  // namespace proflens::plot::arrange
