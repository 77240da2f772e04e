#pragma once

#include <string_view>

namespace proflens::plot {

/// The room a line of text takes, in points. `ascent` and `descent` reach from the baseline to the
/// top of an "l" and to the bottom of a "p" whatever the text is, so that lines of one size have
/// one height (what matplotlib does).
struct text_extent {
  double width = 0;
  double ascent = 0;
  double descent = 0;
};

/// Measures text for `layout`, in the font the backend draws with. Backends that have a font
/// library derive from it; `table_measure` needs none.
class text_measure {
 public:
  virtual ~text_measure() = default;

  /// The extent of one line of UTF-8 at a size in points.
  virtual text_extent operator()(std::string_view utf8, double size_points) const = 0;

 protected:
  text_measure() = default;
  text_measure(const text_measure&) = default;
  text_measure& operator=(const text_measure&) = default;
};

}  // namespace proflens::plot
