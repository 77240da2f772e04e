#include <proflens/plot/figure.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/palette.hpp>
#include <proflens/plot/table_measure.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <variant>

using namespace proflens::plot;

namespace {

/// As matplotlib's `cmap(i)` gives it.
void check_color(const color& found, double red, double green, double blue) {
  CHECK(found.red == doctest::Approx(red).epsilon(1e-12));
  CHECK(found.green == doctest::Approx(green).epsilon(1e-12));
  CHECK(found.blue == doctest::Approx(blue).epsilon(1e-12));
}

}  // namespace

TEST_CASE("palette: a ramp goes through its anchors in straight lines") {
  const color_ramp ramp = ramp_through(std::array{black, color{0.2, 1, 0.5}});
  REQUIRE(ramp->size() == 256);
  CHECK(ramp->front() == black);
  check_color(ramp->back(), 0.2, 1, 0.5);
  check_color((*ramp)[51], 0.04, 0.2, 0.1);  // a fifth of the way
}

TEST_CASE("palette: YlOrRd and YlGnBu are matplotlib's") {
  check_color((*yl_or_rd())[0], 1.0, 1.0, 0.8);
  check_color((*yl_or_rd())[1], 1.0, 0.9977854671280277, 0.7945866974240677);
  check_color((*yl_or_rd())[100], 0.9955401768550558, 0.6781237985390234, 0.28942714340638215);
  check_color((*yl_or_rd())[128], 0.9920953479430988, 0.5490657439446367, 0.23418685121107266);
  check_color((*yl_or_rd())[200], 0.8492887351018839, 0.07397154940407535, 0.12056901191849288);
  check_color((*yl_or_rd())[255], 0.5019607843137255, 0.0, 0.14901960784313725);
  check_color((*yl_gn_bu())[0], 1.0, 1.0, 0.8509803921568627);
  check_color((*yl_gn_bu())[1], 0.9977854671280277, 0.9991387927720108, 0.8460592079969242);
  check_color((*yl_gn_bu())[100], 0.46466743560169166, 0.7915417147251057, 0.7381776239907727);
  check_color((*yl_gn_bu())[128], 0.2526874279123414, 0.7114494425221068, 0.7683813917723953);
  check_color((*yl_gn_bu())[200], 0.13656286043829297, 0.32341407151095736, 0.6372933487120338);
  check_color((*yl_gn_bu())[255], 0.03137254901960784, 0.11372549019607843, 0.34509803921568627);
}

TEST_CASE("palette: text is black on light colours and white on dark ones") {
  CHECK(readable_on(white) == black);
  CHECK(readable_on(black) == white);
  CHECK(readable_on(viridis()->front()) == white);
  CHECK(readable_on(viridis()->back()) == black);
  CHECK(luminance(white) == doctest::Approx(1));
  CHECK(luminance(hex_color("808080")) == doctest::Approx(0.2158605));
  // The grey on which both have the same contrast, 4.58, lies between these.
  CHECK(readable_on(hex_color("757575")) == white);
  CHECK(readable_on(hex_color("767676")) == black);
}

TEST_CASE("palette: series take the colours of the style's cycle in turn") {
  CHECK(series_color(11) == tab10[1]);
  CHECK(series_color(9, okabe_ito) == okabe_ito[1]);
  CHECK(series_color(3, {}) == tab10[3]);

  figure f;
  f.style.cycle = okabe_ito;
  f.axes().line({0, 1}, {0, 1});
  const scene::drawing drawn = layout(f, table_measure{});
  bool found = false;
  for (const auto& item : drawn.items)
    if (const auto* path = std::get_if<scene::path>(&item))
      found = found || (path->line && path->line->paint == okabe_ito[0]);
  CHECK(found);
}
