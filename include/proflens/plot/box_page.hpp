#pragma once

#include <proflens/unit.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace proflens::plot {

/// What a page says in English, and in Chinese to those who read Chinese; without Chinese in
/// English to all.
struct page_text {
  std::string english = {};
  std::string chinese = {};
};

/// One box: what an operator took on one device, in the unit of the page. Numbers that are not
/// known are NaN and are shown as missing; a box without quartiles is a gap.
struct device_box {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::int64_t node = 0;    ///< boxes stand in the order of node, then device
  std::int64_t device = 0;  ///< within its node
  std::string label = {};   ///< below the box; empty: `node_device`, such as "0_7"
  std::uint64_t count = 0;  ///< values; 0: the device did not run the operator, which is a gap
  double mean = unknown;
  double deviation = unknown;  ///< standard deviation (n - 1)
  double min = unknown;
  double q1 = unknown;
  double median = unknown;
  double q3 = unknown;
  double whisker_low = unknown;
  double whisker_high = unknown;
  double p95 = unknown;
  double p99 = unknown;
  double max = unknown;
  std::vector<double> outliers = {};     ///< beyond the whiskers, ascending; as many as are kept
  std::uint64_t outliers_not_shown = 0;  ///< how many more there are
  bool slow = false;                     ///< marked, by the verdict of whoever fills the page
};

/// One operator on all devices. Its name below the panel is `op_name-input_shape`.
struct box_panel {
  std::string op_name = {};
  std::string input_shape = {};
  std::string input_size = {};    ///< the data types of the inputs, under the name of the document
  std::string output_shape = {};  ///< with the three above the whole key, told on hover
  std::vector<device_box> boxes = {};  ///< in any order; one for each device that ran the operator
};

/// A page of box plots: one panel for each operator, one box for each device. `encoded` of
/// plot/backend/html_boxes.hpp writes it.
struct box_page {
  std::string feature = {};  ///< what the boxes show, such as "total_time"; the label of y
  proflens::unit unit = {};  ///< of every number; `unit::none` for ratios
  page_text title = {};      ///< empty: says what is shown
  std::vector<box_panel> panels = {};  ///< left to right, top to bottom
  std::vector<page_text> notes = {};   ///< below the panels, such as "quantiles within 0.5 %"
};

}  // namespace proflens::plot
