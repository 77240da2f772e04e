#include <doctest/doctest.h>
#include <proflens/plot/arrange/distinct_labels.hpp>
#include <proflens/plot/backend/svg.hpp>
#include <proflens/plot/figure.hpp>

#include <set>
#include <string>
#include <vector>

#include "scene_items.hpp"

using namespace proflens::plot;
using namespace proflens::plot::arrange;

namespace {

/// One point for each character.
struct counting_measure final : text_measure {
  text_extent operator()(std::string_view utf8, double) const override {
    double count = 0;
    proflens::detail::for_each_code_point(utf8, [&](const auto&, std::string_view) { ++count; });
    return {count, 1, 0};
  }
};

const counting_measure measure;

std::vector<std::string> distinct(const std::vector<std::string>& names, double width) {
  std::vector<std::string> labels;
  for (const auto& name : names) labels.push_back(shortened_inside(name, 1, width, measure));
  make_distinct(labels, names, 1, width, measure);
  return labels;
}

}  // namespace

TEST_CASE("distinct_labels: what differs already stays, and so do equal names") {
  CHECK(distinct({"a", "b", "a"}, 3) == std::vector<std::string>{"a", "b", "a"});
  CHECK(distinct({"abcdefgh", "abcdefgh"}, 5) == std::vector<std::string>{"ab…gh", "ab…gh"});
  CHECK(distinct({}, 5).empty());
}

TEST_CASE("distinct_labels: names that differ in their middle are cut before it") {
  CHECK(distinct({"layer.attention.17.output", "layer.attention.18.output"}, 12) ==
        std::vector<std::string>{"lay…17.outp…", "lay…18.outp…"});
  // Never inside a character: the two differ in their last byte only.
  CHECK(distinct({"模型模型甲xxxx尾", "模型模型电xxxx尾"}, 5) ==
        std::vector<std::string>{"模…甲x…", "模…电x…"});
}

TEST_CASE("distinct_labels: what is alike even so is numbered") {
  std::vector<std::string> names;
  for (const char* first : {"a", "b"})
    for (const char* second : {"1", "2"})
      names.push_back("begin" + std::string(first) + std::string(30, '-') + second +
                      std::string(10, '-'));
  const auto labels = distinct(names, 10);
  CHECK(std::set<std::string>(labels.begin(), labels.end()).size() == 4);
  for (const auto& label : labels) CHECK(measure(label, 1).width <= 10);
}

TEST_CASE("distinct_labels: forty categories of one family are told apart on both axes") {
  std::vector<std::string> names;
  std::vector<double> heights;
  for (int i = 10; i < 50; ++i) {
    names.push_back("transformer.encoder.layers." + std::to_string(i) +
                    ".attention.self.query.kernel_and_bias.weight_gradient");
    heights.push_back(i);
  }
  figure f{.size = inches(12, 5)};
  f.axes().bars(names, heights);
  std::set<std::string> seen, whole;
  for (const auto& text : items<scene::text>(layout(f, table_measure{}))) {
    if (text.whole.empty()) continue;
    CHECK(seen.insert(text.content).second);
    whole.insert(text.whole);
  }
  CHECK(seen.size() == 40);
  CHECK(whole == std::set<std::string>(names.begin(), names.end()));
}
