#include <proflens/plot/error.hpp>
#include <proflens/plot/layer/marker_stamps.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace proflens::plot;
using layer::marker_stamp;
using layer::marker_stamps;

namespace {

double sum(const std::vector<float>& shares) {
  return std::accumulate(shares.begin(), shares.end(), 0.0);
}

/// The area of face and edge in pixels, at one pixel per point and no transparency.
double painted(marker shape, double width, double edge_width) {
  const marker_stamps stamps({shape, width * width, edge_width, white, 1}, 1, 1);
  const marker_stamp& stamp = stamps.at(0.3, 0.7);
  return sum(stamp.face) + sum(stamp.edge);
}

const double pi = std::acos(-1.0);

}  // namespace

TEST_CASE("marker_stamps: the face covers the area of its outline, wherever its centre is") {
  for (const double inside : {0.0, 0.26, 0.51, 0.99}) {
    const marker_stamps square({marker::square, 100, 0, white, 1}, 1, 1);
    CHECK(sum(square.at(inside, inside).face) == doctest::Approx(100).epsilon(0.01));
    const marker_stamps circle({marker::circle, 100, 0, white, 1}, 1, 1);
    CHECK(sum(circle.at(inside, inside).face) == doctest::Approx(25 * pi).epsilon(0.01));
    CHECK(sum(circle.at(inside, inside).edge) == 0);
  }
}

TEST_CASE("marker_stamps: the edge reaches half its width out, round at the corners") {
  CHECK(painted(marker::square, 20, 2) == doctest::Approx(22 * 22 - 4 + pi).epsilon(0.002));
  CHECK(painted(marker::circle, 20, 2) == doctest::Approx(121 * pi).epsilon(0.002));
  const double perimeter = 20 + 20 * std::sqrt(5.0);  // of a triangle as wide as high
  CHECK(painted(marker::triangle_up, 20, 2) ==
        doctest::Approx(200 + perimeter + pi).epsilon(0.005));
}

TEST_CASE("marker_stamps: an edge wider than the marker leaves no face") {
  const marker_stamps stamps({marker::circle, 16, 20, white, 1}, 1, 1);
  CHECK(sum(stamps.at(0, 0).face) < 1e-5);
  CHECK(sum(stamps.at(0, 0).edge) == doctest::Approx(144 * pi).epsilon(0.002));
}

TEST_CASE("marker_stamps: the edge lies over the face, both at the marker's alpha") {
  const marker_stamps stamps({marker::square, 400, 4, white, 0.5}, 0.8, 1);
  const marker_stamp& stamp = stamps.at(0.5, 0.5);
  const auto at = [&](int dx) {
    const int index = stamps.reach() * stamps.width() + stamps.reach() + dx;
    return std::pair(stamp.face[static_cast<std::size_t>(index)],
                     stamp.edge[static_cast<std::size_t>(index)]);
  };
  CHECK(at(0).first == doctest::Approx(0.8 * 0.5));
  CHECK(at(0).second == 0);
  CHECK(at(9).first == doctest::Approx(0.8 * 0.5 * 0.5));
  CHECK(at(9).second == doctest::Approx(0.5));
  CHECK(at(11).first == 0);
  CHECK(at(11).second == doctest::Approx(0.5));
}

TEST_CASE("marker_stamps: runs of rows hold all that is painted") {
  const marker_stamps stamps({marker::star, 300, 1, white, 1}, 1, 1);
  const marker_stamp& stamp = stamps.at(0.9, 0.1);
  double inside = 0;
  for (int y = 0; y < stamps.height(); ++y) {
    const auto run = stamp.rows[static_cast<std::size_t>(y)];
    for (int x = run.begin; x < run.end; ++x) {
      inside += stamp.face[static_cast<std::size_t>(y * stamps.width() + x)];
      inside += stamp.edge[static_cast<std::size_t>(y * stamps.width() + x)];
    }
  }
  CHECK(inside == doctest::Approx(sum(stamp.face) + sum(stamp.edge)));
}

TEST_CASE("marker_stamps: a size that is no size is an error") {
  const auto of_size = [](double size) {
    marker_stamps({marker::circle, size, 1, white, 1}, 1, 1);
  };
  CHECK_THROWS_AS(of_size(std::numeric_limits<double>::quiet_NaN()), error);
  CHECK_THROWS_AS(of_size(-1), error);
  CHECK_THROWS_AS(of_size(1e9), error);
  CHECK_NOTHROW(of_size(0));
}
