#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Part of the script of every page: elements whose texts stay text, and texts cut to their room.
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

function shortened(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  const letters = Array.from(text);
  let least = 0, most = letters.length;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (context.measureText(letters.slice(0, middle).join("") + "\u2026").width <= width)
      least = middle;
    else
      most = middle - 1;
  }
  return letters.slice(0, least).join("") + "\u2026";
}
)js";

}  // namespace proflens::plot::html_page
