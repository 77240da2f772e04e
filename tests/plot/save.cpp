#include <doctest/doctest.h>
#include <proflens/plot/save.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace proflens;
namespace fs = std::filesystem;

/// A folder of its own, removed at the end.
struct scratch_folder {
  fs::path path = fs::temp_directory_path() / "proflens_plot_save_XXXXXX";
  scratch_folder() {
    std::string name = path.string();
    path = mkdtemp(name.data());
  }
  ~scratch_folder() { fs::remove_all(path); }
};

static std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

static plot::figure small() {
  plot::figure f{.size = plot::inches(3, 2)};
  f.axes().points({1, 2}, {1, 2});
  return f;
}

TEST_CASE("save: the format follows from the ending, in any case") {
  const scratch_folder folder;
  plot::save(small(), folder.path / "a.svg");
  plot::save(small(), folder.path / "b.SVG", {.dpi = 100});
  CHECK(bytes_of(folder.path / "a.svg").starts_with("<?xml"));
  CHECK(bytes_of(folder.path / "a.svg") == bytes_of(folder.path / "b.SVG"));
  plot::save(small(), folder.path / "a.html");
  CHECK(bytes_of(folder.path / "a.html").starts_with("<!DOCTYPE html>"));
#ifdef PROFLENS_WITH_CAIRO
  plot::save(small(), folder.path / "a.png", {.dpi = 100});
  plot::save(small(), folder.path / "a.pdf");
  CHECK(bytes_of(folder.path / "a.png").starts_with("\x89PNG"));
  CHECK(bytes_of(folder.path / "a.pdf").starts_with("%PDF"));
#endif
}

TEST_CASE("save: an ending that is not there is an error that lists those that are") {
  const scratch_folder folder;
  for (const char* name : {"a.jpg", "a", ".svg"})
    CHECK_THROWS_WITH_AS(plot::save(small(), folder.path / name), doctest::Contains(".svg, .html"),
                         plot::error);
  CHECK(fs::is_empty(folder.path));
}

TEST_CASE("save: a figure that cannot be drawn leaves the previous file whole") {
  const scratch_folder folder;
  const fs::path file = folder.path / "a.svg";
  std::ofstream(file) << "previous";
  auto broken = small();
  broken.size = {1, 1};
  CHECK_THROWS_AS(plot::save(broken, file), plot::error);
  CHECK(bytes_of(file) == "previous");
}

TEST_CASE("save: whether a figure can be written is told before, and changes nothing") {
  const scratch_folder folder;
  const fs::path file = folder.path / "a.svg";
  CHECK_NOTHROW(plot::require_savable_at(file));
  CHECK(fs::is_empty(folder.path));
  std::ofstream(file) << "previous";
  CHECK_NOTHROW(plot::require_savable_at(file));
  CHECK(bytes_of(file) == "previous");
  CHECK_THROWS_AS(plot::require_savable_at(folder.path / "a.jpg"), plot::error);
  CHECK_THROWS_WITH_AS(plot::require_savable_at(folder.path / "none" / "a.svg"),
                       doctest::Contains("does not exist; create it first"), error);
  fs::create_directory(folder.path / "b.svg");
  CHECK_THROWS_WITH_AS(plot::require_savable_at(folder.path / "b.svg"),
                       doctest::Contains("it is a folder"), error);
}

TEST_CASE("save: a missing folder is an error that names the file") {
  CHECK_THROWS_WITH_AS(plot::save(small(), "/nonexistent/folder/a.svg"),
                       doctest::Contains("/nonexistent/folder"), error);
}
