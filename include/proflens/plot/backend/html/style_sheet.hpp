#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// The style sheet of the page. The script copies the colours of `--...` into the canvases.
inline constexpr std::string_view style_sheet = R"css(
:root { --page: #fff; --ink: #000; --faint: #767676; --line: #d0d0d0; --raised: #f4f4f4; --focus:
  #0b62d6;
  color-scheme: light; }
:root[data-theme="dark"] { --page: #14171a; --ink: #e8eaed; --faint: #9aa0a6; --line: #3c4248;
  --raised: #22272c;
  --focus: #8ab4f8; color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 14px/1.4 "DejaVu Sans", system-ui, "WenQuanYi Micro Hei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 1200px; margin: 0 auto; padding: 12px 16px; }
header { display: flex; gap: 12px; align-items: flex-start; }
h1 { flex: 1; margin: 0; font-size: 20px; font-weight: 500; text-align: center; }
h2 { margin: 8px 0 0; font-size: 16px; font-weight: 500; text-align: center; }
h1, h2, .legend, .tip { overflow-wrap: anywhere; unicode-bidi: isolate; white-space: pre-line; }
h1, h2 { max-height: 7em; overflow: auto; }
.grid { display: grid; gap: 12px 20px; grid-template-columns: repeat(var(--columns), minmax(0,
  1fr)); }
button { font: inherit; font-size: 12px; color: inherit; background: var(--raised); border: 1px
  solid var(--line);
  border-radius: 4px; padding: 2px 8px; cursor: pointer; }
button[disabled] { opacity: 0.4; cursor: default; }
button[aria-pressed="true"] { border-color: var(--focus); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.tools { display: flex; gap: 4px; flex: none; }
.bar { display: flex; gap: 12px; align-items: flex-start; justify-content: flex-end; }
.bar .legend { flex: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 4px; list-style: none; margin: 4px 0; padding: 2px;
  justify-content: center;
  max-height: 9em; overflow: auto; }
.legend li { max-width: 100%; }
.legend button { display: flex; gap: 6px; align-items: center; max-width: min(44ch, 100%);
  background: none; border-color: transparent; }
.legend button span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.legend button span, .tip b, .tip dt, .tip dd { unicode-bidi: plaintext; }
.legend button[aria-pressed="false"] { opacity: 0.45; text-decoration: line-through; }
.plot { position: relative; touch-action: pan-y pinch-zoom; cursor: crosshair; }
.plot canvas { display: block; width: 100%; height: auto; }
.plot canvas + canvas { position: absolute; inset: 0; height: 100%; pointer-events: none; }
.tip { position: fixed; z-index: 1; pointer-events: none; max-width: min(34em, 90vw); max-height:
  60vh; overflow: hidden;
  padding: 6px 9px; font-size: 12px; background: var(--raised); border: 1px solid var(--line);
    border-radius: 4px; }
.tip b { display: block; }
.tip dl { display: grid; grid-template-columns: auto auto; gap: 0 10px; margin: 0; }
.tip dt { color: var(--faint); }
.tip dd { margin: 0; }
.notes { color: var(--faint); font-size: 12px; margin: 8px 0 0; padding: 0; list-style: none; }
#notes { max-height: 12em; overflow: auto; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 640px) {
  main { padding: 8px; }
  .grid { grid-template-columns: minmax(0, 1fr); }
  .bar { flex-direction: column-reverse; align-items: stretch; gap: 2px; }
  .tools { justify-content: flex-end; }
}
@media print {
  main { max-width: none; padding: 0; }
  .tools, .tip, .keys, .plot canvas + canvas, .legend button[aria-pressed="false"] { display: none;
    }
  .legend, #notes { max-height: none; }
  .panel { break-inside: avoid; }
}
)css";

}  // namespace proflens::plot::html_page
