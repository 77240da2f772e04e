#pragma once

#include <proflens/plot/backend/html/page_head.hpp>
#include <proflens/plot/backend/html/script_axis.hpp>
#include <proflens/plot/backend/html/script_element.hpp>
#include <proflens/plot/backend/html/script_numbers.hpp>
#include <proflens/plot/backend/html_boxes/page_text.hpp>
#include <proflens/plot/backend/html_boxes/script_data.hpp>
#include <proflens/plot/backend/html_boxes/script_draw.hpp>
#include <proflens/plot/backend/html_boxes/script_page.hpp>
#include <proflens/plot/backend/html_boxes/script_panel.hpp>
#include <proflens/plot/backend/html_boxes/script_told.hpp>
#include <proflens/plot/backend/html_boxes/script_view.hpp>
#include <proflens/plot/backend/html_boxes/script_words.hpp>
#include <proflens/plot/backend/html_boxes/style_sheet.hpp>
#include <proflens/plot/backend/xml.hpp>
#include <proflens/plot/box_page.hpp>

#include <string>
#include <string_view>

namespace proflens::plot {

namespace html_boxes {

inline std::string body(std::string_view title) {
  return "<body>\n<main>\n<header><h1 dir=\"auto\">" + xml_escaped(title) +
         "</h1><div class=\"tools\"></div></header>\n<div id=\"controls\" "
         "class=\"controls\"></div>\n"
         "<div id=\"panels\" class=\"grid\"></div>\n<ul id=\"notes\" class=\"notes\"></ul>\n"
         "<p id=\"keys\" class=\"notes keys\"></p>\n"
         "<p id=\"spoken\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></p>\n"
         "<noscript>These box plots are drawn by the page's own script, which is switched off. "
         "\u7bb1\u7ebf\u56fe\u7531\u9875\u9762\u811a\u672c\u7ed8\u5236\uff0c"
         "\u811a\u672c\u5df2\u88ab\u7981\u7528\u3002</noscript>\n</main>\n";
}

}  // namespace html_boxes

/// The box plots as one page that needs nothing else, also from file://, and may load nothing:
/// every statistic of a box under the pointer and by keys, zoom, devices in the order of their
/// number, median or spread, filters by name, logarithmic axes, light and dark, English and
/// Chinese, for print. Many devices become a ribbon with the slow ones named. Its size depends on
/// the number of boxes only: of each at most ten outliers are kept, fewer on a page of many boxes,
/// and numbers have six digits. Throws plot::error where a panel has two boxes of one device.
inline std::string encoded(const box_page& page) {
  using namespace html_page;
  const std::string& title = page.title.english.empty() ? page.feature : page.title.english;
  std::string text = head(title, html_boxes::more_styles) + html_boxes::body(title);
  text += "<script type=\"application/json\" id=\"figure\">";
  text += html_boxes::data_text(page);
  text += "</script>\n<script>";
  for (const std::string_view part :
       {script_numbers, script_axis, script_element, html_boxes::script_words,
        html_boxes::script_data, html_boxes::script_panel, html_boxes::script_draw,
        html_boxes::script_told, html_boxes::script_view, html_boxes::script_page})
    text += part;
  return text += "</script>\n</body>\n</html>\n";
}

}  // namespace proflens::plot
