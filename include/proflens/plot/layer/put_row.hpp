#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// The inner loop of the point layer: one row of one marker.
namespace proflens::plot::layer {

/// Red, green and blue.
using light = std::array<float, 3>;

/// A run of a stamp's row: how much of each pixel the face and the edge paint. Both have as many
/// zeros behind them as the widest vector has lanes.
struct row_weights {
  const float* face;
  const float* edge;
  int length;
};

/// The same run in a picture: first the plane that says how much of the pixel is hidden, then at a
/// distance of `plane` each those of red, green and blue.
struct row_planes {
  float* hidden;
  std::size_t plane;
};

/// Lanes of the widest vector used: a run may touch up to as many pixels less one behind its end.
inline constexpr int lanes = 8;

/// A pixel that lets less than this through counts as hidden: it cannot change by half of 1/255.
inline constexpr float hidden_from = 1 - 1 / 512.f;

#if defined(__GNUC__) && defined(__x86_64__)
#define PROFLENS_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define PROFLENS_ALWAYS_INLINE inline
#endif

/// Neighbouring pixels of one plane; GCC and Clang make of them what the processor has.
struct narrow_vector {
  using floats = float __attribute__((vector_size(16)));
  using flags = std::int32_t __attribute__((vector_size(16)));
};
struct wide_vector {
  using floats = float __attribute__((vector_size(32)));
  using flags = std::int32_t __attribute__((vector_size(32)));
};

/// Puts a run behind what is there. Writes into `done` which of its pixels became hidden by that,
/// and returns how many.
template <class Vector>
PROFLENS_ALWAYS_INLINE int put_row_as(const row_weights& run, const row_planes& into,
                                      const light& face, const light& edge, int* done) {
  using floats = typename Vector::floats;
  using flags = typename Vector::flags;
  constexpr std::size_t bytes = sizeof(floats);
  constexpr int width = bytes / sizeof(float);
  int count = 0;
  for (int x = 0; x < run.length; x += width) {
    floats before, by_face, by_edge;
    std::memcpy(&before, into.hidden + x, bytes);
    std::memcpy(&by_face, run.face + x, bytes);
    std::memcpy(&by_edge, run.edge + x, bytes);
    const floats through = 1 - before;
    by_face *= through;
    by_edge *= through;
    for (std::size_t color = 0; color < 3; ++color) {
      float* const at = into.hidden + (color + 1) * into.plane + x;
      floats sum;
      std::memcpy(&sum, at, bytes);
      sum += by_face * face[color] + by_edge * edge[color];
      std::memcpy(at, &sum, bytes);
    }
    floats after = before + by_face + by_edge;
    const flags full = after > hidden_from;
    after = full ? after - after + 1 : after;
    std::memcpy(into.hidden + x, &after, bytes);
    const flags now = full & (before < 1);
    std::array<std::uint64_t, bytes / 8> words;
    std::memcpy(&words, &now, bytes);
    std::uint64_t any = 0;
    for (const std::uint64_t word : words) any |= word;
    if (any == 0) continue;
    for (int lane = 0; lane < width; ++lane) {
      if (now[lane] != 0) done[count++] = x + lane;
    }
  }
  return count;
}

#if defined(__GNUC__) && defined(__x86_64__)
/// Every lane does the same steps as in the narrow version, so that the result is the same.
__attribute__((target("avx2"))) inline int put_row_avx2(const row_weights& run,
                                                        const row_planes& into, const light& face,
                                                        const light& edge, int* done) {
  return put_row_as<wide_vector>(run, into, face, edge, done);
}
#endif

using put_row_function = int (*)(const row_weights&, const row_planes&, const light&, const light&,
                                 int*);

inline int put_row_narrow(const row_weights& run, const row_planes& into, const light& face,
                          const light& edge, int* done) {
  return put_row_as<narrow_vector>(run, into, face, edge, done);
}

/// The best version for this processor.
inline put_row_function best_put_row() {
#if defined(__GNUC__) && defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return put_row_avx2;
#endif
  return put_row_narrow;
}

#undef PROFLENS_ALWAYS_INLINE

}  // namespace proflens::plot::layer
