#include <doctest/doctest.h>
#include <proflens/plot/arrange/legend_place.hpp>
#include <proflens/plot/column.hpp>

#include <limits>
#include <vector>

using namespace proflens::plot;
using namespace proflens::plot::arrange;

static const scene::rectangle area{100, 50, 400, 300};

static scene::series points(std::vector<double> x, std::vector<double> y) {
  scene::series s;
  s.x = column(std::move(x)).shared();
  s.y = column(std::move(y)).shared();
  s.style.size = 0;
  s.style.edge_width = 0;
  return s;
}

static occupancy grid_of(const scene::series& s) {
  occupancy grid(area);
  grid.add(s);
  grid.sum();
  return grid;
}

TEST_CASE("occupancy: the whole area hides every point inside and none outside") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto grid = grid_of(points({100, 300, 500, 99, 600, nan}, {50, 200, 350, 60, 60, 60}));
  CHECK(grid.hidden_by(area) == 3);
  CHECK(grid.hidden_by({290, 190, 20, 20}) == 1);
  CHECK(grid.hidden_by({310, 190, 20, 20}) == 0);
}

TEST_CASE("occupancy: markers reach into a box beside their middle") {
  auto wide = points({300}, {200});
  wide.style.size = 400;  // a radius of 10 points
  CHECK(grid_of(wide).hidden_by({308, 190, 20, 20}) == 1);
  CHECK(grid_of(wide).hidden_by({320, 190, 20, 20}) == 0);
}

TEST_CASE("occupancy: a line counts along its way, not only at its ends") {
  occupancy grid(area);
  grid.add(scene::path{.points = {{100, 200}, {500, 200}}});
  grid.sum();
  CHECK(grid.hidden_by({290, 190, 20, 20}) > 3);
  CHECK(grid.hidden_by({290, 100, 20, 20}) == 0);
}

TEST_CASE("occupancy: data units are taken into the scene") {
  auto s = points({0.5}, {0.5});
  s.scale_x = 400;
  s.offset_x = 100;
  s.scale_y = -300;
  s.offset_y = 350;
  CHECK(grid_of(s).hidden_by({296, 196, 8, 8}) == 1);
}

TEST_CASE("occupancy: the legend stays at the upper left while it hides nothing there") {
  const auto grid = grid_of(points({450}, {300}));
  const auto spot = open_spot(legend_place::upper_left_unless_hiding, {80, 60}, area, grid);
  CHECK(spot.box == scene::rectangle{100, 50, 80, 60});
  CHECK(spot.hidden == 0);
}

TEST_CASE("occupancy: a legend that would hide data moves to the next free place") {
  const auto grid = grid_of(points({110}, {60}));
  const auto spot = open_spot(legend_place::upper_left_unless_hiding, {80, 60}, area, grid);
  CHECK(spot.box == scene::rectangle{420, 50, 80, 60});
  const auto best = open_spot(legend_place::best, {80, 60}, area, grid_of(points({490}, {60})));
  CHECK(best.box == scene::rectangle{100, 50, 80, 60});
}

TEST_CASE("occupancy: where all nine places hide data, any free place will do") {
  std::vector<double> x, y;
  for (const double px : {110.0, 300.0, 490.0})
    for (const double py : {60.0, 200.0, 340.0}) {
      x.push_back(px);
      y.push_back(py);
    }
  const auto grid = grid_of(points(x, y));
  const auto spot = open_spot(legend_place::best, {80, 60}, area, grid);
  CHECK(spot.hidden == 0);
  CHECK(grid.hidden_by(spot.box) == 0);
}

TEST_CASE("occupancy: with no free place the upper left keeps its legend unless half is gained") {
  std::vector<double> x, y;
  for (double px = 102; px < 500; px += 8)
    for (double py = 52; py < 350; py += 8) {
      x.push_back(px);
      y.push_back(py);
    }
  const auto spot =
      open_spot(legend_place::upper_left_unless_hiding, {80, 60}, area, grid_of(points(x, y)));
  CHECK(spot.box == scene::rectangle{100, 50, 80, 60});
  CHECK(spot.hidden > 0);
}

TEST_CASE("occupancy: a text counts where it stands") {
  const std::vector<scene::item> items{
      scene::text{.at = {300, 200}, .content = "N/A", .align_x = scene::horizontal::center}};
  const auto grid = occupied(area, items);
  CHECK(grid.hidden_by({292, 190, 16, 12}) > 1);
  CHECK(grid.hidden_by({320, 190, 40, 12}) == 0);
  CHECK(grid.hidden_by({240, 190, 40, 12}) == 0);
}
