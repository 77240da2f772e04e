#pragma once

// The way to Cairo, Pango and libpng: these names stand in this header and its pieces in cairo/
// only (component `cairo`).

#include <proflens/detail/utf8.hpp>
#include <proflens/plot/backend/cairo/handle.hpp>
#include <proflens/plot/backend/cairo/painter.hpp>
#include <proflens/plot/backend/cairo/png_file.hpp>
#include <proflens/plot/backend/cairo/text.hpp>
#include <proflens/plot/dpi.hpp>
#include <proflens/plot/error.hpp>
#include <proflens/plot/layout.hpp>
#include <proflens/plot/scene.hpp>
#include <proflens/plot/ticks.hpp>

#include <cairo-pdf.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace proflens::plot {

struct pdf_options {
  /// Up to so many points of all clouds together stay vectors; clouds beyond become images, whose
  /// resolution is `dpi`. Legends stay vectors.
  std::size_t vector_points = 20000;
  double dpi = 300;
};

namespace cairo {

inline void check(cairo_status_t status, const std::string& what) {
  if (status == CAIRO_STATUS_SUCCESS) return;
  if (status == CAIRO_STATUS_NO_MEMORY) {
    throw error(what + ": not enough memory; ask for fewer dots per inch or a smaller size");
  }
  throw error(what + ": Cairo says: " + cairo_status_to_string(status));
}

/// An image of the drawing's size in white.
inline surface_handle image_of(const scene::drawing& picture, double dpi) {
  require_dpi(dpi, picture.width, picture.height);
  const auto pixels = [&](double points) {
    return static_cast<int>(std::round(points * dpi / 72));
  };
  surface_handle image(cairo_image_surface_create(CAIRO_FORMAT_RGB24, pixels(picture.width),
                                                  pixels(picture.height)));
  check(cairo_surface_status(image.get()), "png");
  return image;
}

inline canvas pixels_in(cairo_surface_t* image) {
  return {reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(image)),
          cairo_image_surface_get_width(image), cairo_image_surface_get_height(image),
          cairo_image_surface_get_stride(image) / 4};
}

inline std::string png(const scene::drawing& picture, const typesetter& letters, double dpi) {
  const surface_handle image = image_of(picture, dpi);
  const context_handle target(cairo_create(image.get()));
  cairo_scale(target.get(), dpi / 72, dpi / 72);
  painter(target.get(), letters, {.dpi = dpi, .pixels = pixels_in(image.get())}).paint(picture);
  check(cairo_status(target.get()), "png");
  cairo_surface_flush(image.get());
  return png_file(pixels_in(image.get()), dpi).bytes();
}

/// No exception may pass through Cairo.
inline cairo_status_t append(void* bytes, const unsigned char* data, unsigned int size) {
  try {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  } catch (...) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

inline std::string pdf(const scene::drawing& picture, const typesetter& letters,
                       const pdf_options& options) {
  require_dpi(options.dpi);
  if (!(picture.width > 0 && picture.height > 0 && picture.width + picture.height < 1e5)) {
    throw error(
        "pdf: a page of " + plain_number(picture.width / 72, 1) + " x " +
        plain_number(picture.height / 72, 1) +
        " inches cannot be written, expected sides above 0 and below 1000; change the size");
  }
  std::string bytes;
  const surface_handle page(
      cairo_pdf_surface_create_for_stream(append, &bytes, picture.width, picture.height));
  cairo_pdf_surface_set_metadata(page.get(), CAIRO_PDF_METADATA_TITLE,
                                 detail::valid_utf8(picture.title).c_str());
  // The same figure gives the same bytes on every day.
  cairo_pdf_surface_set_metadata(page.get(), CAIRO_PDF_METADATA_CREATE_DATE, "");
  const context_handle target(cairo_create(page.get()));
  painter(target.get(), letters, {.dpi = options.dpi, .vector_points = options.vector_points})
      .paint(picture);
  cairo_show_page(target.get());
  check(cairo_status(target.get()), "pdf");
  cairo_surface_finish(page.get());
  check(cairo_surface_status(page.get()), "pdf");
  return bytes;
}

}  // namespace cairo

/// A PNG file of the drawing, 8 bits RGB, which knows its resolution. Throws plot::error if the
/// dpi are no finite number above 0 or the picture is larger than 32767 pixels or than memory.
inline std::string png(const scene::drawing& picture, double dpi) {
  return cairo::png(picture, cairo::typesetter(), dpi);
}
inline std::string png(const figure& described, double dpi) {
  const cairo::typesetter letters;
  return cairo::png(layout(described, letters), letters, dpi);
}

/// A PDF file of one page: text, lines and few points as vectors, many points as an image. It has
/// no date in it. Throws plot::error as `png` does, for the size of the image.
inline std::string pdf(const scene::drawing& picture, const pdf_options& options = {}) {
  return cairo::pdf(picture, cairo::typesetter(), options);
}
inline std::string pdf(const figure& described, const pdf_options& options = {}) {
  const cairo::typesetter letters;
  return cairo::pdf(layout(described, letters), letters, options);
}

}  // namespace proflens::plot
