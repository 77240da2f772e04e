#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace proflens::engine::kernel {

/// Vectors that products of matrices, softmax and activations are computed with. `avx2` stands for
/// AVX2, FMA and F16C.
enum class instruction_set : std::uint8_t { portable, avx2, avx512 };

inline constexpr std::array all_instruction_sets{instruction_set::portable, instruction_set::avx2,
                                                 instruction_set::avx512};

constexpr std::string_view name_of(instruction_set set) {
  switch (set) {
    case instruction_set::portable: return "portable";
    case instruction_set::avx2: return "avx2";
    case instruction_set::avx512: return "avx512";
  }
  return "";
}

/// Whether this processor has it.
inline bool is_supported(instruction_set set) {
#if defined(__x86_64__) && defined(__GNUC__)
  // Clang 14 can't ask for F16C; every processor with AVX2 has it.
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  static const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f");
  if (set == instruction_set::avx2) return has_avx2;
  if (set == instruction_set::avx512) return has_avx512;
#endif
  return set == instruction_set::portable;
}

/// The widest that this processor has.
inline instruction_set widest_instruction_set() {
  if (is_supported(instruction_set::avx512)) return instruction_set::avx512;
  return is_supported(instruction_set::avx2) ? instruction_set::avx2 : instruction_set::portable;
}

}  // namespace proflens::engine::kernel
