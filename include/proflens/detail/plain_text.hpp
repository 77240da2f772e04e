#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <proflens/detail/vector_width.hpp>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace proflens::detail {

/// What stands in a piece of text, as far as it decides whether a JSON object ends there.
struct text_marks {
  bool is_odd = false;     ///< a control byte, a byte that is not ASCII, or a backslash
  std::size_t quotes = 0;  ///< `"`
  std::size_t braces = 0;  ///< `{` and `}`
  std::size_t opened = 0;  ///< `[`
  std::size_t closed = 0;  ///< `]`

  friend bool operator==(const text_marks&, const text_marks&) = default;
};

inline text_marks marks_in_scalar(const char* p, const char* end) {
  text_marks marks;
  for (; p != end; ++p) {
    marks.is_odd |= static_cast<signed char>(*p) < 0x20 || *p == '\\';
    marks.quotes += *p == '"';
    marks.braces += *p == '{' || *p == '}';
    marks.opened += *p == '[';
    marks.closed += *p == ']';
  }
  return marks;
}

#if defined(__x86_64__) && defined(__GNUC__)

[[gnu::target("avx2,bmi,popcnt")]] inline text_marks marks_in_avx2(const char* p, const char* end) {
  text_marks marks;
  __m256i odd = _mm256_setzero_si256();
  const auto count = [](__m256i bytes) __attribute__((target("avx2,popcnt"))) {
    return static_cast<std::size_t>(
        std::popcount(static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes))));
  };
  for (; end - p >= 32; p += 32) {
    const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    // Signed: bytes from 0x80 on are below the space too.
    odd = _mm256_or_si256(odd, _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), text));
    odd = _mm256_or_si256(odd, _mm256_cmpeq_epi8(text, _mm256_set1_epi8('\\')));
    marks.quotes += count(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('"')));
    marks.opened += count(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('[')));
    marks.closed += count(_mm256_cmpeq_epi8(text, _mm256_set1_epi8(']')));
    marks.braces += count(_mm256_or_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('{')),
                                          _mm256_cmpeq_epi8(text, _mm256_set1_epi8('}'))));
  }
  text_marks rest = marks_in_scalar(p, end);
  rest.is_odd |= _mm256_testz_si256(odd, odd) == 0;
  rest.quotes += marks.quotes;
  rest.braces += marks.braces;
  rest.opened += marks.opened;
  rest.closed += marks.closed;
  return rest;
}

[[gnu::target("avx512f,avx512bw,bmi,popcnt")]] inline text_marks marks_in_avx512(const char* p,
                                                                                 const char* end) {
  text_marks marks;
  std::uint64_t odd = 0;
  const auto count = [](std::uint64_t bits) __attribute__((target("popcnt"))) {
    return static_cast<std::size_t>(std::popcount(bits));
  };
  for (; p < end; p += 64) {
    const auto left = static_cast<std::size_t>(end - p);
    const __mmask64 inside = left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
    const __m512i text = _mm512_maskz_loadu_epi8(inside, p);
    // Signed: bytes from 0x80 on are below the space too.
    odd |= _mm512_mask_cmplt_epi8_mask(inside, text, _mm512_set1_epi8(' ')) |
           _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\\'));
    marks.quotes += count(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('"')));
    marks.opened += count(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('[')));
    marks.closed += count(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(']')));
    marks.braces += count(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('{')) |
                          _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('}')));
  }
  marks.is_odd = odd != 0;
  return marks;
}

#endif

inline text_marks marks_in(const char* p, const char* end) {
#if defined(__x86_64__) && defined(__GNUC__)
  switch (widest_vectors()) {
    case vector_width::avx512: return marks_in_avx512(p, end);
    case vector_width::avx2: return marks_in_avx2(p, end);
    case vector_width::none: break;
  }
#endif
  return marks_in_scalar(p, end);
}

/// The text without the blanks at its end.
inline const char* end_without_blanks(const char* p, const char* end) {
  while (end != p && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r')) --end;
  return end;
}

/// True if a text that ends with a brace goes on behind a value as an object does: at once with
/// that brace, or with a comma and the quote of a key, and without a comma or colon before the
/// brace.
inline bool goes_on_like_object(const char* p, const char* end) {
  const auto behind_blanks = [](const char* at) {  // the brace ends the search
    while (*at == ' ' || *at == '\t' || *at == '\r') ++at;
    return at;
  };
  p = behind_blanks(p);
  if (p == end - 1) return true;
  if (*p != ',' || *behind_blanks(p + 1) != '"') return false;
  const char last = end_without_blanks(p, end - 1)[-1];
  return last != ',' && last != ':';
}

/// True if the rest of a line, from behind a value of the line's object on, surely closes that
/// object and nothing follows it: one brace in all, it is `}` and the last byte that is not blank,
/// as many `[` as `]`, and it goes on like an object. Needs text whose strings are known to be
/// closed. False means: look properly (a brace may stand in a string).
inline bool surely_closes_object(const char* p, const char* end) {
  end = end_without_blanks(p, end);
  if (end == p || end[-1] != '}') return false;
  const text_marks marks = marks_in(p, end);
  return marks.braces == 1 && marks.opened == marks.closed && goes_on_like_object(p, end);
}

/// As `surely_closes_object`, for text of which nothing is known: true only if moreover all bytes
/// are printable ASCII, no backslash among them, and all strings are closed. Strings closed and `}`
/// last mean that this brace stands outside of strings.
inline bool plainly_closes_object(const char* p, const char* end) {
  end = end_without_blanks(p, end);
  if (end == p || end[-1] != '}') return false;
  const text_marks marks = marks_in(p, end);
  return !marks.is_odd && marks.quotes % 2 == 0 && marks.braces == 1 &&
         marks.opened == marks.closed && goes_on_like_object(p, end);
}

/// The end of a plain value that nobody asked for: behind a number or word, a string without
/// escapes, a list of numbers and words. Null: something else, to be looked at properly.
inline const char* end_of_plain_value(const char* p, const char* end) {
  const auto is_in_word = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '+';
  };
  const char opening = *p;
  if (opening != '"' && opening != '[') {
    const char* const first = p;
    while (is_in_word(*p)) ++p;
    return p != first ? p : nullptr;
  }
  const char closing = opening == '"' ? '"' : ']';
  const char* const first = p + 1;
  const auto* const last = static_cast<const char*>(
      first < end ? std::memchr(first, closing, static_cast<std::size_t>(end - first)) : nullptr);
  if (last == nullptr) return nullptr;
  const text_marks inside = marks_in(first, last);
  const bool is_plain = !inside.is_odd && inside.quotes == 0 &&
                        (opening == '"' || (inside.braces == 0 && inside.opened == 0));
  return is_plain ? last + 1 : nullptr;
}

}  // namespace proflens::detail
