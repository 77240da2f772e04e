// A page of box plots, written and not timed: box_page OPERATORS DEVICES FILE. ready.py loads it.
#include "tests/browser/made_up_cluster.hpp"

#include <proflens/plot/backend/html_boxes.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

int main(int count, char** words) try {
  if (count != 4) {
    std::fputs("usage: box_page OPERATORS DEVICES FILE\n", stderr);
    return 2;
  }
  std::ofstream out(words[3], std::ios::binary);
  out << proflens::plot::encoded(made_up_cluster(std::stoul(words[1]), std::stoul(words[2])))
      << std::flush;
  if (!out) throw std::runtime_error(std::string("cannot write ") + words[3]);
  return 0;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "error: %s\n", problem.what());
  return 1;
}
