#pragma once

#include <proflens/plot/scene.hpp>
#include <proflens/plot/text_measure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace proflens::plot::arrange {

/// Lines of one text with its size and its extent as a block, in points.
struct text_block {
  std::vector<std::string> lines;
  std::string whole;  ///< the text they were made of
  double size = 0;
  double width = 0;   ///< of the widest line
  double height = 0;  ///< 0 for no lines
  double ascent = 0;
  double step = 0;  ///< from baseline to baseline
  color paint = black;
};

/// The lines and their extent; lines of a block stand 1.2 times their ascent apart (matplotlib).
inline text_block measured(std::vector<std::string> lines, const std::string& whole, double size,
                           const text_measure& measure) {
  text_block block{.lines = std::move(lines), .whole = whole, .size = size};
  double descent = 0;
  for (const std::string& line : block.lines) {
    const text_extent extent = measure(line, size);
    block.width = std::max(block.width, extent.width);
    block.ascent = extent.ascent;
    descent = extent.descent;
  }
  block.step = 1.2 * block.ascent + descent;
  if (block.lines.empty()) return block;
  block.height = block.ascent + descent + static_cast<double>(block.lines.size() - 1) * block.step;
  return block;
}

/// Text at its baseline; `whole` is kept beside it where the text was shortened.
inline void put_text(const std::string& content, double size, scene::position at,
                     scene::horizontal align, std::vector<scene::item>& out,
                     const std::string& whole = {}, double degrees = 0, color paint = black) {
  out.push_back(scene::text{.at = at,
                            .content = content,
                            .size = size,
                            .paint = paint,
                            .align_x = align,
                            .align_y = scene::vertical::baseline,
                            .degrees = degrees,
                            .whole = whole == content ? std::string() : whole});
}

/// Centred lines; `top` is the upper edge of the block.
inline void put_block(const text_block& block, double center_x, double top,
                      std::vector<scene::item>& out) {
  double baseline = top + block.ascent;
  for (std::size_t i = 0; i < block.lines.size(); ++i, baseline += block.step)
    put_text(block.lines[i], block.size, {center_x, baseline}, scene::horizontal::center, out,
             i == 0 ? block.whole : block.lines[i], 0, block.paint);
}

/// Centred lines read from bottom to top; `left` is the left edge of the block.
inline void put_upright_block(const text_block& block, double left, double center_y,
                              std::vector<scene::item>& out) {
  double baseline = left + block.ascent;
  for (std::size_t i = 0; i < block.lines.size(); ++i, baseline += block.step)
    put_text(block.lines[i], block.size, {baseline, center_y}, scene::horizontal::center, out,
             i == 0 ? block.whole : block.lines[i], 90, block.paint);
}

/// The center a block of this width can have without leaving the room, as near to `wanted` as it
/// can be; the middle of the room if it is wider.
inline double kept_inside(double wanted, double width, double low, double high) {
  if (high - low <= width) return (low + high) / 2;
  return std::clamp(wanted, low + width / 2, high - width / 2);
}

}  // namespace proflens::plot::arrange
