#pragma once

#include <proflens/plot/backend/html/figure_text.hpp>
#include <proflens/plot/backend/html/page_head.hpp>
#include <proflens/plot/backend/html/script_axis.hpp>
#include <proflens/plot/backend/html/script_cloud.hpp>
#include <proflens/plot/backend/html/script_element.hpp>
#include <proflens/plot/backend/html/script_layers.hpp>
#include <proflens/plot/backend/html/script_numbers.hpp>
#include <proflens/plot/backend/html/script_page.hpp>
#include <proflens/plot/backend/html/script_panel.hpp>
#include <proflens/plot/backend/html/script_shapes.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/figure.hpp>

#include <cstddef>
#include <string>

namespace proflens::plot {

struct html_options {
  /// Up to so many points the page holds every number as it is. More are rounded to 16 bits over
  /// their series' range, and the page says so: a million points take 5.4 MB.
  std::size_t exact_points = 20'000;
  /// More points than this are drawn as a random sample of so many, and the page says so.
  std::size_t most_points = 1'000'000;
};

namespace html_page {

inline packing packing_for(const figure& described, const html_options& options) {
  const std::size_t count = point_count(described);
  packing how{.rounded = count > options.exact_points};
  const std::size_t clouds = cloud_point_count(described);  // lines are thinned, not sampled
  if (clouds > options.most_points)
    how.share = static_cast<double>(options.most_points) / static_cast<double>(clouds);
  return how;
}

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
  std::string page =
      head(described.title.empty() ? "Figure" : described.title) + body(described.title);
  page += "<script type=\"application/json\" id=\"figure\">";
  page += figure_writer(described, packing_for(described, options))();
  page += "</script>\n<script>";
  for (const std::string_view part : {script_numbers, script_axis, script_cloud, script_layers,
                                      script_shapes, script_element, script_panel, script_page})
    page += part;
  return page += "</script>\n</body>\n</html>\n";
}

}  // namespace proflens::plot
