#pragma once

#include <pango/pangocairo.h>

#include <memory>

/// Owners of the objects of Cairo and Pango.
namespace proflens::plot::cairo {

/// Gives an object back by the function that its library has for it.
template <auto Release>
struct releaser {
  template <class Object>
  void operator()(Object* object) const {
    Release(object);
  }
};

using surface_handle = std::unique_ptr<cairo_surface_t, releaser<cairo_surface_destroy>>;
using context_handle = std::unique_ptr<cairo_t, releaser<cairo_destroy>>;
using font_options_handle =
    std::unique_ptr<cairo_font_options_t, releaser<cairo_font_options_destroy>>;
using text_context_handle = std::unique_ptr<PangoContext, releaser<g_object_unref>>;
using text_layout_handle = std::unique_ptr<PangoLayout, releaser<g_object_unref>>;
using font_handle = std::unique_ptr<PangoFontDescription, releaser<pango_font_description_free>>;

}  // namespace proflens::plot::cairo
