#pragma once

#include <proflens/plot/backend/html/figure_text.hpp>
#include <proflens/plot/backend/html/page_budget.hpp>
#include <proflens/plot/backend/html/page_head.hpp>
#include <proflens/plot/backend/html/script_axis.hpp>
#include <proflens/plot/backend/html/script_cloud.hpp>
#include <proflens/plot/backend/html/script_drawing.hpp>
#include <proflens/plot/backend/html/script_element.hpp>
#include <proflens/plot/backend/html/script_layers.hpp>
#include <proflens/plot/backend/html/script_numbers.hpp>
#include <proflens/plot/backend/html/script_page.hpp>
#include <proflens/plot/backend/html/script_panel.hpp>
#include <proflens/plot/backend/html/script_shapes.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/figure.hpp>

#include <string>
#include <string_view>

namespace proflens::plot {

namespace html_page {

inline std::string body(const std::string& title) {
  return "<body>\n<main>\n<header><h1>" + xml_escaped(title) +
         "</h1><div class=\"tools\"><button id=\"theme\" type=\"button\" aria-pressed=\"false\">"
         "Dark</button></div></header>\n<div id=\"panels\" class=\"grid\"></div>\n"
         "<ul id=\"notes\" class=\"notes\"></ul>\n"
         "<p id=\"keys\" class=\"notes keys\">Wheel or + and \u2212 zoom, a dragged rectangle too; "
         "arrow keys move, 0 or a double click shows everything again.</p>\n"
         "<p id=\"spoken\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></p>\n"
         "<noscript>This figure is drawn by the page's own script, which is switched "
         "off.</noscript>"
         "\n</main>\n";
}

}  // namespace html_page

/// The figure as one page that needs nothing else, also from file://, and may load nothing: values
/// under the pointer, zoom, series switched off and on, logarithmic axes, light and dark, for
/// keyboard and print. Colours, markers and first limits are those of the other backends; the page
/// lays them out for its window. Throws plot::error for limits as `layout` does.
inline std::string html(const figure& described, const html_options& options = {}) {
  using namespace html_page;
  std::string page = head(page_title(described)) + body(described.title);
  page += "<script type=\"application/json\" id=\"figure\">";
  page += figure_writer(described, options)();
  page += "</script>\n<script>";
  for (const std::string_view part :
       {script_numbers, script_axis, script_cloud, script_layers, script_shapes, script_element,
        script_panel, script_drawing, script_page})
    page += part;
  return page += "</script>\n</body>\n</html>\n";
}

}  // namespace proflens::plot
