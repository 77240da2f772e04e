#pragma once

#include <string>
#include <string_view>

#if defined(__linux__) && defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

namespace proflens::measure {

/// The compiler of this program and its version: "GCC 12.2.0", "Clang 14.0.6".
inline std::string compiler_text() {
#if defined(__clang__)
  return "Clang " + std::to_string(__clang_major__) + '.' + std::to_string(__clang_minor__) + '.' +
         std::to_string(__clang_patchlevel__);
#elif defined(__GNUC__)
  return "GCC " + std::to_string(__GNUC__) + '.' + std::to_string(__GNUC_MINOR__) + '.' +
         std::to_string(__GNUC_PATCHLEVEL__);
#else
  return "unknown";
#endif
}

/// The flags this program was compiled with. A program does not see them: they are told only where
/// its build defines PROFLENS_BUILD_FLAGS as a text,
///
///     target_compile_definitions(tool PRIVATE
///     "PROFLENS_BUILD_FLAGS=\"${CMAKE_CXX_FLAGS_RELEASE}\"")
///
/// else this is "unknown", and what the compiler's own macros give away.
inline std::string build_flags_text() {
#if defined(PROFLENS_BUILD_FLAGS)
  return PROFLENS_BUILD_FLAGS;
#else
  std::string text = "unknown; ";
#if defined(__OPTIMIZE__)
  text += "optimised";
#else
  text += "not optimised";
#endif
#if defined(NDEBUG)
  text += ", NDEBUG";
#endif
#if defined(__AVX512F__)
  text += ", AVX-512";
#elif defined(__AVX2__)
  text += ", AVX2";
#endif
#if defined(__FAST_MATH__)
  text += ", fast math";
#endif
#if defined(__SANITIZE_ADDRESS__)
  text += ", address sanitizer";
#endif
#if defined(__SANITIZE_THREAD__)
  text += ", thread sanitizer";
#endif
  return text;
#endif
}

/// The instruction set this program was compiled for.
inline std::string_view architecture_text() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#elif defined(__riscv)
  return "riscv";
#else
  return "unknown";
#endif
}

/// The C library this program runs with: "glibc 2.36".
inline std::string c_library_text() {
#if defined(__GLIBC__)
  return std::string("glibc ") + gnu_get_libc_version();
#else
  return "unknown";
#endif
}

}  // namespace proflens::measure
