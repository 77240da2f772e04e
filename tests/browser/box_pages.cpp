// The pages of box plots that tests/browser looks at, written into the folder that is named:
//   known.html    three operators on four devices; every number is known to the tests
//   odd.html      gaps, no numbers, one device, one value, equal values, zeros, nothing at all
//   sparse.html   many devices of which one alone ran the second operator
//   empty.html    no panels
//   hostile.html  names that a page must not take for anything but text
//   boxes_30x64.html, boxes_30x1024.html, boxes_10x16.html   made-up clusters, for size and speed
#include "made_up_cluster.hpp"

#include <proflens/plot/backend/html_boxes.hpp>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

namespace plot = proflens::plot;

/// A box whose numbers follow from its median, each different from the others.
plot::device_box box(std::int64_t node, std::int64_t device, double median) {
  return {.node = node,
          .device = device,
          .count = 1000 + static_cast<std::uint64_t>(device),
          .mean = median + 3,
          .deviation = 21,
          .min = median - 90,
          .q1 = median - 20,
          .median = median,
          .q3 = median + 25,
          .whisker_low = median - 60,
          .whisker_high = median + 70,
          .p95 = median + 65,
          .p99 = median + 95,
          .max = median + 160,
          .outliers = {median - 90, median + 95, median + 160},
          .outliers_not_shown = 4};
}

plot::box_page known() {
  plot::box_page page{.feature = "total_time", .unit = proflens::unit::microsecond};
  plot::box_panel product{.op_name = "MatMul",
                          .input_shape = "8,128;128,64",
                          .input_size = "FLOAT16;FLOAT16",
                          .output_shape = "8,64"};
  // Given out of order: 2 stands before 10.
  product.boxes = {box(0, 10, 700), box(0, 2, 500), box(1, 0, 900), box(0, 0, 600)};
  product.boxes[2].slow = true;
  product.boxes[1].q3 = 1000;  // the widest
  product.boxes[1].whisker_high = 1010;
  plot::box_panel cast{.op_name = "Cast", .input_shape = "N/A"};
  cast.boxes = {box(0, 0, 200), box(1, 0, 210)};
  plot::box_panel added{.op_name = "Add"};
  added.boxes = {box(0, 0, 100)};
  page.panels = {product, cast, added};
  page.notes = {{"quantiles within 0.5 %", "分位数误差不超过 0.5 %"}};
  return page;
}

plot::box_page odd() {
  const auto constant = [](std::int64_t device, double value) {
    return plot::device_box{.device = device,
                            .count = 1,
                            .mean = value,
                            .min = value,
                            .q1 = value,
                            .median = value,
                            .q3 = value,
                            .whisker_low = value,
                            .whisker_high = value,
                            .p95 = value,
                            .p99 = value,
                            .max = value};
  };
  plot::box_page page{.feature = "aic_mac_ratio", .title = {"Odd", "特例"}};
  plot::device_box below = constant(1, 2);
  below.min = below.whisker_low = below.q1 = 0;
  page.panels = {{.op_name = "nothing"},
                 {.op_name = "one value", .boxes = {constant(0, 0.25)}},
                 {.op_name = "all zero", .boxes = {constant(0, 0), constant(1, 0)}},
                 {.op_name = "zeros and more", .boxes = {constant(0, 0), below, constant(2, 8)}},
                 {.op_name = "no numbers", .boxes = {{.device = 1, .count = 7}}},
                 {.op_name = "not run", .boxes = {{.device = 1}}}};
  return page;
}

/// An operator on 1,000 devices, and one on a single device of these.
plot::box_page sparse() {
  plot::box_page page{.feature = "total_time", .unit = proflens::unit::microsecond};
  page.panels = {{.op_name = "everywhere"}, {.op_name = "once", .boxes = {box(62, 4, 300)}}};
  for (std::int64_t device = 0; device < 1000; ++device)
    page.panels[0].boxes.push_back(box(device / 8, device % 8, 300));
  return page;
}

plot::box_page hostile() {
  const std::string right_to_left = "\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x80\xAC";
  plot::box_page page{.feature = "</script><script>window.broken = 1</script>",
                      .unit = proflens::unit::microsecond,
                      .title = {"</title></script><script>window.broken = 2</script>"}};
  std::int64_t device = 0;
  for (const std::string& name :
       {std::string("</script><script>window.broken = 3</script>"),
        std::string("<img src=x onerror=window.broken=4>"), std::string("=cmd()"), right_to_left,
        std::string(300, 'w'), std::string("<!--"), std::string("矩阵乘 Ω \xF0\x9F\x9A\x80"),
        std::string("\xff\xfe broken UTF-8")}) {
    plot::device_box some = box(0, device++, 100);
    some.label = name;
    page.panels.push_back({.op_name = name, .input_shape = name, .boxes = {some}});
    page.notes.push_back({name});
  }
  return page;
}

void write(const plot::box_page& page, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << plot::encoded(page) << std::flush;
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

int main(int count, char** words) try {
  if (count != 2) {
    std::fputs("usage: box_pages FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = words[1];
  std::filesystem::create_directories(folder);
  write(known(), folder / "known.html");
  write(odd(), folder / "odd.html");
  write(sparse(), folder / "sparse.html");
  write({.feature = "aicore_time"}, folder / "empty.html");
  write(hostile(), folder / "hostile.html");
  write(made_up_cluster(10, 16), folder / "boxes_10x16.html");
  write(made_up_cluster(30, 64), folder / "boxes_30x64.html");
  write(made_up_cluster(30, 1024), folder / "boxes_30x1024.html");
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
