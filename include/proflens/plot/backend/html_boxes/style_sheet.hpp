#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// The styles that a page of box plots adds to those of all pages. The script copies the colours of
/// `--...` into the canvases.
inline constexpr std::string_view more_styles = R"css(
:root { --grid: #e3e3e3; --shade: #f5f6f8; --box: #2a6db0; --face: #bcd7f0; --slow: #c92a2a;
  --slow-face: #f7c6c4; --whiskers: #d3e3f3; --quartiles: #7fb0de; --median: #0f4478; }
:root[data-theme="dark"] { --grid: #2c3238; --shade: #1b1f23; --box: #7db4ea; --face: #2b4f73;
  --slow: #ff7b72; --slow-face: #6b2c2a; --whiskers: #22384d; --quartiles: #3b6e9f; --median: #d6e8fa; }
main { max-width: 2200px; }
.grid { gap: 18px 20px; }
.controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 6px 14px;
  align-items: center; margin: 8px 0 10px; padding: 7px 0; font-size: 12px;
  background: var(--page); border-bottom: 1px solid var(--line); }
.controls label { display: flex; gap: 5px; align-items: center; }
.controls input, .controls select { font: inherit; color: inherit; background: var(--raised);
  border: 1px solid var(--line); border-radius: 4px; padding: 2px 6px; }
.controls input { width: 11em; }
.controls output { margin-left: auto; color: var(--faint); }
.panel { min-width: 0; scroll-margin: 60px; }
.panel.wide { grid-column: 1 / -1; }
.panel .plot { height: clamp(220px, 37vh, 400px); }
.panel .plot canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.below { display: flex; gap: 8px; align-items: flex-start; padding-left: 28px; }
.below h2 { flex: 1; margin: 0; font-size: 13px; max-height: 2.9em; overflow: hidden;
  display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
.below .tools { opacity: 0.75; }
.panel:hover .tools, .panel:focus-within .tools { opacity: 1; }
.tip { z-index: 2; }
.tip b { overflow-wrap: anywhere; }
.tip dd { text-align: right; overflow-wrap: anywhere; }
.notes li { margin-bottom: 2px; overflow-wrap: anywhere; unicode-bidi: isolate; }
@media (max-width: 640px) { .controls { position: static; } }
@media print {
  .controls { display: none; }
  .panel .plot { height: 6.5cm; }
  .below { padding-left: 0; }
  .below h2 { -webkit-line-clamp: none; max-height: none; }
}
)css";

}  // namespace proflens::plot::html_boxes
