#include <doctest/doctest.h>
#include <proflens/plot/backend/png_image.hpp>
#include <proflens/plot/backend/xml.hpp>

#ifdef PROFLENS_WITH_CAIRO
#include <png.h>
#endif

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

using namespace proflens::plot;
using bytes = std::vector<unsigned char>;

TEST_CASE("png_image: checksums are those of the standards") {
  CHECK(crc_32("123456789") == 0xcbf43926);
  CHECK(crc_32("6789", crc_32("12345")) == 0xcbf43926);
  const std::string stream = zlib_stream(bytes{'W', 'i', 'k', 'i', 'p', 'e', 'd', 'i', 'a'});
  CHECK(stream.substr(stream.size() - 4) == std::string("\x11\xe6\x03\x98"));
}

TEST_CASE("png_image: base64 pads to groups of four") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("png_image: a flat picture of four megabytes is small") {
  CHECK(proflens::plot::png_image(bytes(4'000'000, 7), 1000, 1000).size() < 40'000);
}

#ifdef PROFLENS_WITH_CAIRO
/// What libpng makes of the file; empty where it finds fault.
static bytes decoded(const std::string& file, unsigned width, unsigned height) {
  ::png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, file.data(), file.size())) return {};
  const bool expected = image.width == width && image.height == height;
  image.format = PNG_FORMAT_RGBA;
  bytes pixels(PNG_IMAGE_SIZE(image));
  const bool read = png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr);
  const bool clean = (image.warning_or_error & PNG_IMAGE_WARNING) == 0;
  png_image_free(&image);
  return expected && read && clean ? pixels : bytes{};
}

static bytes noise(std::size_t count, unsigned values, unsigned seed) {
  std::mt19937 random(seed);
  bytes made(count);
  for (auto& byte : made) byte = static_cast<unsigned char>(random() % values);
  return made;
}

TEST_CASE("png_image: libpng reads every picture back") {
  for (const int width : {1, 2, 3, 7, 64, 257})
    for (const int height : {1, 2, 5, 130})
      for (const unsigned values : {1u, 2u, 3u, 256u}) {
        const auto size = static_cast<std::size_t>(width * height * 4);
        const bytes pixels = noise(size, values, static_cast<unsigned>(width + height));
        CAPTURE(width);
        CAPTURE(height);
        CAPTURE(values);
        CHECK(decoded(proflens::plot::png_image(pixels, width, height),
                      static_cast<unsigned>(width), static_cast<unsigned>(height)) == pixels);
      }
}

TEST_CASE("png_image: matches of all lengths and far distances are read back") {
  bytes pixels;
  const bytes pattern = noise(300, 256, 1);
  for (std::size_t length = 1; length < 300; ++length) {
    pixels.insert(pixels.end(), pattern.begin(), pattern.begin() + static_cast<long>(length));
    const bytes other = noise(length * 7, 256, static_cast<unsigned>(length));
    pixels.insert(pixels.end(), other.begin(), other.end());
  }
  pixels.resize(pixels.size() / 400 * 400);
  const auto height = static_cast<int>(pixels.size() / 400);
  CHECK(decoded(proflens::plot::png_image(pixels, 100, height), 100,
                static_cast<unsigned>(height)) == pixels);
}
#endif
