#pragma once

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace benchmark {

/// The main of a benchmark: `run` is given the words of the command line and returns false if it
/// does not know them. Exit status: 0 done, 1 failed, 2 wrong command line.
template <class Run>
int program(int count, char** words, const char* usage, Run&& run) {
  try {
    if (run(std::vector<std::string>(words + 1, words + count))) return 0;
    std::fprintf(stderr, "usage: %s\n", usage);
    return 2;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "error: %s\n", problem.what());
    return 1;
  }
}

}  // namespace benchmark
