#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace proflens::engine {

/// How the numbers of a tensor are stored: IEEE binary32, IEEE binary16, or the upper half of a
/// binary32. Arithmetic is always done in binary32.
enum class dtype : std::uint8_t { f32, f16, bf16 };

/// "f32", "f16" or "bf16", as options and results spell them.
constexpr std::string_view name_of(dtype type) {
  switch (type) {
    case dtype::f32: return "f32";
    case dtype::f16: return "f16";
    case dtype::bf16: return "bf16";
  }
  return "";
}

/// Bytes of one number.
constexpr std::size_t size_of(dtype type) { return type == dtype::f32 ? 4 : 2; }

}  // namespace proflens::engine
