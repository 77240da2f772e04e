#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Sixth part of the page's script, which other pages use too: elements whose texts stay text, and
/// texts that are cut to their room or stand within others.
inline constexpr std::string_view script_element = R"js(
// ---- elements and texts ----------------------------------------------------------------------

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text")
      made.textContent = value;
    else
      made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// A name as a part of a longer text: letters written from the right and overrides in it must not
// disorder what stands beside it. Isolates that it ends without having begun them, and the other
// way round, are put right.
function isolated(name) {
  const letters = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
  const rareLetters = /[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
  const controls = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
  if (![letters, rareLetters, controls].some((some) => some.test(name))) return name;
  let inside = "", open = 0;
  for (const letter of name) {
    if (letter === "\u2069" && open === 0) continue;
    if (/[\u2066-\u2068]/.test(letter)) ++open;
    if (letter === "\u2069") --open;
    inside += letter;
  }
  return "\u2068" + inside + "\u2069".repeat(open + 1);
}

function shortened(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  const letters = Array.from(text);
  const start = (count) => isolated(letters.slice(0, count).join("")) + "\u2026";
  let least = 0, most = letters.length;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (context.measureText(start(middle)).width <= width)
      least = middle;
    else
      most = middle - 1;
  }
  return start(least);
}
)js";

}  // namespace proflens::plot::html_page
