#include <proflens/read/decompress.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "tests/read/compressed.hpp"

using namespace proflens::read;

namespace {

/// Gives `bytes` in pieces of at most `piece`, as a pipe may.
byte_source from(std::string bytes, std::size_t piece = 1 << 20) {
  return
      [bytes = std::move(bytes), piece, at = std::size_t{0}](char* to, std::size_t room) mutable {
        const std::size_t got = std::min({room, piece, bytes.size() - at});
        std::copy_n(bytes.data() + at, got, to);
        at += got;
        return got;
      };
}

std::string all_of(byte_source source, std::size_t piece) {
  std::string text(piece, ' '), all;
  while (const std::size_t got = source(text.data(), piece)) all.append(text, 0, got);
  return all;
}

std::string unpacked(const std::string& packed, std::size_t piece = 1000) {
  return all_of(decompressed(compression_of(packed), from(packed), "a.jsonl.gz"), piece);
}

std::string failure(const std::string& packed) {
  try {
    static_cast<void>(unpacked(packed));
  } catch (const error& failed) {
    return failed.what();
  }
  return "none";
}

std::string random_text(std::size_t size) {
  std::mt19937 random(5);
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>('a' + random() % 8);
  return text;
}

}  // namespace

TEST_CASE("decompress: the first bytes tell the compression") {
  CHECK(compression_of(tests::gzip("x")) == compression::gzip);
  CHECK(compression_of(tests::zstd("x")) == compression::zstd);
  CHECK(compression_of("{\"a\": 1}") == compression::none);
  CHECK(compression_of("") == compression::none);
  CHECK(compression_of("\x1f") == compression::none);
}

TEST_CASE("decompress: gives back what was compressed, in pieces of any size") {
  for (const std::string& text :
       {std::string(), std::string("a"), std::string(1'000'000, 'a'), random_text(300'000)})
    for (const std::size_t piece : {1u, 7u, 4096u, 262'144u}) {
      if (piece < 10 && text.size() > 500'000) continue;  // slow, and nothing new
      CHECK(unpacked(tests::gzip(text), piece) == text);
      CHECK(unpacked(tests::zstd(text), piece) == text);
    }
}

TEST_CASE("decompress: gives all, however few bytes come in and go out at once") {
  // The end of the file is reached while decoded bytes wait for room.
  for (const std::string& text : {std::string(3000, 'a'), random_text(3000), std::string("ab")})
    for (const std::string& packed : {tests::gzip(text), tests::zstd(text)})
      for (const std::size_t in : {std::size_t{1}, std::size_t{3}, packed.size() - 1})
        for (const std::size_t out : {1u, 2u, 5u, 2999u, 3000u, 3001u}) {
          CAPTURE(in);
          CAPTURE(out);
          const auto kind = compression_of(packed);
          CHECK(all_of(decompressed(kind, from(packed, in), "a"), out) == text);
        }
}

TEST_CASE("decompress: members and frames one after the other") {
  CHECK(unpacked(tests::gzip("one\n") + tests::gzip("") + tests::gzip("two\n")) == "one\ntwo\n");
  CHECK(unpacked(tests::zstd("one\n") + tests::zstd("") + tests::zstd("two\n")) == "one\ntwo\n");
  CHECK(unpacked(tests::gzip("one\n") + std::string(100, '\0')) == "one\n");
}

TEST_CASE("decompress: a cut or damaged stream is an error that names file and place") {
  const std::string text = random_text(200'000);
  for (std::string packed : {tests::gzip(text), tests::zstd(text)}) {
    for (const std::size_t size :
         {std::size_t{5}, std::size_t{20}, packed.size() / 2, packed.size() - 1}) {
      const std::string message = failure(packed.substr(0, size));
      CAPTURE(size);
      CHECK(message.find("a.jsonl.gz: the stream is cut at byte " + std::to_string(size)) == 0);
    }
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    CHECK(failure(packed).find("a.jsonl.gz: the stream is") == 0);
    CHECK(failure(packed).find("at byte") != std::string::npos);
  }
}
