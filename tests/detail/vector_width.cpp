#include <proflens/detail/vector_width.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

using namespace proflens::detail;

TEST_CASE("vector_width: kernels are only chosen where the processor has all they use") {
  std::ifstream described("/proc/cpuinfo");
  std::string line;
  while (std::getline(described, line) && !line.starts_with("flags")) {
  }
  if (line.empty()) {
    MESSAGE("no flags of a processor of this kind here: not tested");
    return;
  }
  std::istringstream words(line);
  bool has_lzcnt = false, has_bmi = false, has_avx2 = false;
  for (std::string word; words >> word;) {
    has_lzcnt |= word == "abm";  // the name the system gives lzcnt
    has_bmi |= word == "bmi1";
    has_avx2 |= word == "avx2";
  }
#if defined(__x86_64__) && defined(__GNUC__)
  CHECK(has_leading_zero_count() == has_lzcnt);
#endif
  CHECK((widest_vectors() != vector_width::none) == (has_lzcnt && has_bmi && has_avx2));
}
