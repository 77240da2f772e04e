#pragma once

#include <proflens/report/number.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace proflens::workflow {

/// `1 line`, `2,048 lines`.
inline std::string counted(std::uint64_t count, std::string_view singular,
                           std::string_view plural) {
  return report::rounded(count) + ' ' + std::string(count == 1 ? singular : plural);
}

}  // namespace proflens::workflow
