#pragma once

#include <proflens/plot/backend/html/style_sheet.hpp>
#include <proflens/plot/backend/xml.hpp>

#include <string>
#include <string_view>

namespace proflens::plot::html_page {

/// The beginning of a page up to its body, with the styles of all pages and `more` of its own. The
/// policy forbids the page to load anything from anywhere.
inline std::string head(std::string_view title, std::string_view more = {}) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         xml_escaped(title) + "</title>\n<style>" + std::string(style_sheet) + std::string(more) +
         "</style>\n</head>\n";
}

}  // namespace proflens::plot::html_page
