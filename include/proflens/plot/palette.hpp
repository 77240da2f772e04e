#pragma once

#include <proflens/plot/color.hpp>
#include <proflens/plot/mark.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace proflens::plot {

/// The colour written as six hexadecimal digits, "1f77b4". Precondition: they are.
constexpr color hex_color(std::string_view six_digits) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  const auto part = [&](std::size_t at) {
    return (digit(six_digits[at]) * 16 + digit(six_digits[at + 1])) / 255.0;
  };
  return {part(0), part(2), part(4)};
}

/// The ten colours series take in turn: matplotlib's "tab10" (Tableau).
inline constexpr std::array tab10{hex_color("1f77b4"), hex_color("ff7f0e"), hex_color("2ca02c"),
                                  hex_color("d62728"), hex_color("9467bd"), hex_color("8c564b"),
                                  hex_color("e377c2"), hex_color("7f7f7f"), hex_color("bcbd22"),
                                  hex_color("17becf")};

/// Eight colours that readers with any common colour blindness tell apart: Okabe and Ito (2008),
/// Color Universal Design. Their black and yellow come last, being nearest to text and paper.
inline constexpr std::array okabe_ito{hex_color("0072b2"), hex_color("e69f00"), hex_color("009e73"),
                                      hex_color("d55e00"), hex_color("cc79a7"), hex_color("56b4e9"),
                                      hex_color("f0e442"), hex_color("000000")};

/// A few colours that series take in turn: tab10 unless others are given. Owns them without
/// memory of its own, so that styles stay cheap to copy.
class color_cycle {
 public:
  static constexpr std::size_t most = 24;

  constexpr color_cycle() : color_cycle(std::span<const color>(tab10)) {}
  /// Takes the first `most` colours; none at all stands for tab10.
  constexpr color_cycle(std::span<const color> colors) {
    for (const color& each : colors.empty() ? std::span<const color>(tab10) : colors)
      if (size_ < most) colors_[size_++] = each;
  }
  template <std::size_t Count>
  constexpr color_cycle(const std::array<color, Count>& colors)
      : color_cycle(std::span<const color>(colors)) {}

  constexpr std::size_t size() const { return size_; }
  constexpr const color* begin() const { return colors_.data(); }
  constexpr const color* end() const { return colors_.data() + size_; }
  constexpr color* begin() { return colors_.data(); }
  constexpr color* end() { return colors_.data() + size_; }

 private:
  std::array<color, most> colors_{};
  std::size_t size_ = 0;
};

/// The colour of the series at this place, counted from 0: those of the cycle in turn (`tab10`,
/// `okabe_ito`, or one of your own); of an empty one, tab10's.
constexpr color series_color(std::size_t place, std::span<const color> cycle = tab10) {
  return cycle.empty() ? tab10[place % tab10.size()] : cycle[place % cycle.size()];
}

/// The colour with its light cut to a share of it: a line in the colour of its points that still
/// stands out from them.
constexpr color darker(color c, double share = 0.6) {
  return {c.red * share, c.green * share, c.blue * share, c.alpha};
}

/// The colour moved 40 % of the way to another, unless told otherwise.
constexpr color toward(color c, color other, double share = 0.4) {
  const auto between = [share](double from, double to) { return from * (1 - share) + to * share; };
  return {between(c.red, other.red), between(c.green, other.green), between(c.blue, other.blue),
          c.alpha};
}

/// A grey of this lightness, from 0 (black) to 1 (white).
constexpr color gray(double lightness) { return {lightness, lightness, lightness}; }

// The 256 entries of viridis, by van der Walt and Smith (released under CC0), in eight bits a part.
inline constexpr std::string_view viridis_digits =
    "44015444025544035745055845065a45085b46095c460b5e460c5f460e61470f62471163471265471466"
    "47156747166947186a48196b481a6c481c6e481d6f481e70482071482172482273482374472575472676"
    "472777472878472a79472b7a472c7b462d7c462f7c46307d46317e45327f45347f453580453681443781"
    "443982433a83433b83433c84423d84423e854240854141864142864043874044873f45873f47883e4888"
    "3e49893d4a893d4b893d4c893c4d8a3c4e8a3b508a3b518a3a528b3a538b39548b39558b38568b38578c"
    "37588c37598c365a8c365b8c355c8c355d8c345e8d345f8d33608d33618d32628d32638d31648d31658d"
    "31668d30678d30688d2f698d2f6a8d2e6b8e2e6c8e2e6d8e2d6e8e2d6f8e2c708e2c718e2c728e2b738e"
    "2b748e2a758e2a768e2a778e29788e29798e287a8e287a8e287b8e277c8e277d8e277e8e267f8e26808e"
    "26818e25828e25838d24848d24858d24868d23878d23888d23898d22898d228a8d228b8d218c8d218d8c"
    "218e8c208f8c20908c20918c1f928c1f938b1f948b1f958b1f968b1e978a1e988a1e998a1e998a1e9a89"
    "1e9b891e9c891e9d881e9e881e9f881ea0871fa1871fa2861fa38620a48520a58521a68521a78422a784"
    "23a88323a98224aa8225ab8126ac8127ad8028ae7f29af7f2ab07e2bb17d2cb17d2eb27c2fb37b30b47a"
    "32b57a33b67935b77836b87738b97639b9763bba753dbb743ebc7340bd7242be7144be7045bf6f47c06e"
    "49c16d4bc26c4dc26b4fc36951c46853c56755c66657c66559c7645bc8625ec96160c96062ca5f64cb5d"
    "67cc5c69cc5b6bcd596dce5870ce5672cf5574d05477d05279d1517cd24f7ed24e81d34c83d34b86d449"
    "88d5478bd5468dd64490d64392d74195d73f97d83e9ad83c9dd93a9fd938a2da37a5da35a7db33aadb32"
    "addc30afdc2eb2dd2cb5dd2bb7dd29bade27bdde26bfdf24c2df22c5df21c7e01fcae01ecde01dcfe11c"
    "d2e11bd4e11ad7e219dae218dce218dfe318e1e318e4e318e7e419e9e419ece41aeee51bf1e51cf3e51e"
    "f6e61ff8e621fae622fde724";

/// Viridis: dark blue over green to yellow, even in lightness, also for the colour blind. 256
/// colours, made once.
inline const color_ramp& viridis() {
  static const color_ramp ramp = [] {
    std::vector<color> colors;
    for (std::size_t at = 0; at < viridis_digits.size(); at += 6)
      colors.push_back(hex_color(viridis_digits.substr(at, 6)));
    return std::make_shared<const std::vector<color>>(std::move(colors));
  }();
  return ramp;
}

/// A ramp of 256 colours through these, evenly spaced and joined by straight lines in sRGB, as
/// matplotlib makes one of a list. Precondition: at least two.
inline color_ramp ramp_through(std::span<const color> anchors) {
  constexpr std::size_t entries = 256;
  std::vector<color> colors;
  colors.reserve(entries);
  const std::size_t pieces = anchors.size() - 1;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t piece = std::min(i * pieces / (entries - 1), pieces - 1);
    const double share =
        static_cast<double>(i * pieces) / (entries - 1) - static_cast<double>(piece);
    const auto mixed = [&](double low, double high) { return low + share * (high - low); };
    const color &a = anchors[piece], &b = anchors[piece + 1];
    colors.push_back({mixed(a.red, b.red), mixed(a.green, b.green), mixed(a.blue, b.blue)});
  }
  return std::make_shared<const std::vector<color>>(std::move(colors));
}

/// Light yellow over orange to dark red: the nine YlOrRd of ColorBrewer (Harrower and Brewer 2003,
/// Apache License 2.0), for what is worse the more it is.
inline const color_ramp& yl_or_rd() {
  static constexpr std::array anchors{
      hex_color("ffffcc"), hex_color("ffeda0"), hex_color("fed976"),
      hex_color("feb24c"), hex_color("fd8d3c"), hex_color("fc4e2a"),
      hex_color("e31a1c"), hex_color("bd0026"), hex_color("800026")};
  static const color_ramp ramp = ramp_through(anchors);
  return ramp;
}

/// Light yellow over green to dark blue: the nine YlGnBu of ColorBrewer (as `yl_or_rd`), safe for
/// colour-blind readers.
inline const color_ramp& yl_gn_bu() {
  static constexpr std::array anchors{
      hex_color("ffffd9"), hex_color("edf8b1"), hex_color("c7e9b4"),
      hex_color("7fcdbb"), hex_color("41b6c4"), hex_color("1d91c0"),
      hex_color("225ea8"), hex_color("253494"), hex_color("081d58")};
  static const color_ramp ramp = ramp_through(anchors);
  return ramp;
}

/// The relative luminance of a colour, from 0 (black) to 1 (white): WCAG 2.2.
inline double luminance(const color& c) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

/// Black or white, whichever is read more easily on an opaque colour: the one of the larger
/// contrast ratio (WCAG 2.2).
inline color readable_on(const color& background) {
  const double light = luminance(background) + 0.05;
  return light * light > 1.05 * 0.05 ? black : white;
}

/// How well two colours stand out from each other, from 1 (not at all) to 21: WCAG 2.2.
inline double contrast(const color& one, const color& other) {
  const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
  return (light + 0.05) / (dark + 0.05);
}

/// The colour, moved towards white until its contrast to a dark ground is at least 3.
inline color readable_on_dark(color c, const color& ground) {
  for (int i = 0; i < 20 && contrast(c, ground) < 3; ++i) c = toward(c, white, 0.1);
  return c;
}

}  // namespace proflens::plot
