#pragma once

#include <string_view>

namespace proflens::workflow {

/// An operator's name without the numbers that count its instances: `ZerosLike46` is `ZerosLike`,
/// `RealDiv132` is `RealDiv`, `hcom_allReduce__123_4_1` is `hcom_allReduce_`. A version stays, as
/// in `MatMulV2` and `top_v1`, and so does a name that is nothing but a number. Versions behind a V
/// have one digit: `GatherV282` is the 82nd `GatherV2`.
inline std::string_view without_instance(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string_view rest = name;
  while (true) {
    std::string_view shorter = rest;
    while (!shorter.empty() && is_digit(shorter.back())) shorter.remove_suffix(1);
    if (shorter.size() == rest.size() || shorter.empty()) return rest;
    if (shorter.back() == 'V') return rest.substr(0, shorter.size() + 1);
    if (shorter.ends_with("_v")) return rest;
    if (shorter.back() == '_' && shorter.size() > 1) shorter.remove_suffix(1);
    rest = shorter;
  }
}

}  // namespace proflens::workflow
