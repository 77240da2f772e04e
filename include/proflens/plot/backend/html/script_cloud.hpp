#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Third part of the page's script: markers, one by one or a million at a time.
inline constexpr std::string_view script_cloud = R"js(
// ---- colours ---------------------------------------------------------------------------------

const rgbOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const hexOf = (rgb) =>
    "#" + rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
const luminance = (rgb) => {
  const [r, g, b] =
      rgb.map((part) => (part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

// The colours of text and background that the figure was described with.
let paper = {ink: "#000000", page: "#ffffff"};

// A colour of lines and text as it is on this page: on a dark one it is lightened until it stands
// out 3 to 1; on a light one it stays as it is.
function readable(hex, theme) {
  if (hex === paper.ink) return theme.ink;
  if (!theme.dark) return hex;
  const page = luminance(rgbOf(theme.page));
  let rgb = rgbOf(hex);
  while ((luminance(rgb) + 0.05) / (page + 0.05) < 3)
    rgb = rgb.map((part) => part + (255 - part) * 0.15 + 1);
  return hexOf(rgb.map((part) => Math.min(255, part)));
}
// The rims that keep markers apart and the insides of open ones have the colour of the page.
const rim = (hex, theme) => (hex === paper.page ? theme.page : hex);

// Which of the colours a value has; -1: none.
function colorIndex(value, colors) {
  const share = (value - colors.low) / (colors.high - colors.low), count = colors.ramp.length;
  return Number.isNaN(share) ? -1 : Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

// ---- one marker ------------------------------------------------------------------------------

function traceMarker(context, outline, x, y, width) {
  context.beginPath();
  if (outline.length === 0) context.arc(x, y, width / 2, 0, 2 * Math.PI);
  for (let i = 0; i < outline.length; i += 2)
    context.lineTo(x + outline[i] * width, y + outline[i + 1] * width);
  context.closePath();
}

function paintMarker(context, look, x, y, face, theme) {
  traceMarker(context, look.outline, x, y, look.width);
  context.globalAlpha = look.alpha;
  if (!look.open) {
    context.fillStyle = rim(face, theme);
    context.fill();
  }
  if (look.edgeWidth > 0) {
    context.strokeStyle = rim(look.edge, theme);
    context.lineWidth = look.edgeWidth;
    context.stroke();
  }
  context.globalAlpha = 1;
}

// ---- many markers ----------------------------------------------------------------------------

// How much of each pixel around a marker's place its face and its rim take, for one of 3 x 3 places
// within a pixel: lists of pixels with the share of the face that is seen, of the rim, of both.
function stamp(look, ratio, stride, shiftX, shiftY) {
  const reach = Math.ceil(((look.width * 1.5 + look.edgeWidth) / 2) * ratio) + 1,
        size = 2 * reach + 1;
  const coverage = (paint) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const context = canvas.getContext("2d", {willReadFrequently: true});
    context.lineJoin = "round";
    traceMarker(
        context, look.outline, reach + 0.5 + shiftX, reach + 0.5 + shiftY, look.width * ratio);
    paint(context);
    return context.getImageData(0, 0, size, size).data;
  };
  const face = coverage((context) => context.fill());
  const edge = coverage((context) => {
    context.lineWidth = look.edgeWidth * ratio;
    if (look.edgeWidth > 0) context.stroke();
  });
  const made = {at: [], face: [], edge: [], through: []};
  for (let i = 0; i < size * size; ++i) {
    const f = (face[4 * i + 3] / 255) * look.alpha, e = (edge[4 * i + 3] / 255) * look.alpha;
    if (f + e < 1 / 512) continue;
    made.at.push((Math.floor(i / size) - reach) * stride + (i % size) - reach);
    made.face.push(f * (1 - e));
    made.edge.push(e);
    made.through.push((1 - f) * (1 - e));
  }
  return {
    reach,
    at: Int32Array.from(made.at),
    face: Float32Array.from(made.face),
    edge: Float32Array.from(made.edge),
    through: Float32Array.from(made.through)
  };
}

// Paints from the last marker to the first, each only where light still comes through those in
// front of it: the picture is that of painting all in turn, the cost that of what is seen.
class Cloud {
  constructor(width, height, margin) {
    this.margin = margin;
    this.width = width + 2 * margin;
    this.height = height + 2 * margin;
    const size = this.width * this.height;
    this.light = new Float32Array(size).fill(1);
    this.red = new Float32Array(size);
    this.green = new Float32Array(size);
    this.blue = new Float32Array(size);
  }

  paint(layer, look, frame, theme) {
    const {light, red, green, blue, width, height, margin} = this;
    const {ratio, x: axisX, left, top} = frame;
    const xs = layer.placesX(axisX), [ys, factorY, offsetY] = layer.upright(frame);
    const ax = axisX.factor * ratio, bx = (axisX.offset - left) * ratio + margin;
    const ay = factorY * ratio, by = (offsetY - top) * ratio + margin;
    const stamps = [];
    for (let i = 0; i < 9; ++i)
      stamps.push(stamp(look, ratio, width, ((i % 3) - 1) / 3, (Math.floor(i / 3) - 1) / 3));
    const reach = stamps[0].reach, half = Math.max(1, Math.floor((look.width * ratio) / 2)) + 1;
    const faces = layer.codes ? frame.colors.ramp.map(rgbOf) : [rgbOf(rim(layer.face, theme))];
    const [er, eg, eb] = rgbOf(rim(look.edge, theme));
    const seen = 1 / 256, right = width - reach - 1, bottom = height - reach - 1;
    for (let i = xs.length - 1; i >= 0; --i) {
      const px = xs[i] * ax + bx, py = ys[i] * ay + by;
      if (!(px >= reach && px < right && py >= reach && py < bottom)) continue;
      const code = layer.codes ? layer.codes[i] : 0;
      if (code < 0) continue;
      const column = Math.floor(px), row = Math.floor(py), at = row * width + column;
      const hidden = light[at] < seen && light[at - half] < seen && light[at + half] < seen &&
          light[at - half * width] < seen && light[at + half * width] < seen;
      if (hidden) continue;
      const s = stamps[Math.floor((px - column) * 3) + 3 * Math.floor((py - row) * 3)];
      const [fr, fg, fb] = faces[code];
      for (let k = 0; k < s.at.length; ++k) {
        const pixel = at + s.at[k], l = light[pixel];
        if (l < seen) continue;
        const f = l * s.face[k], e = l * s.edge[k];
        red[pixel] += f * fr + e * er;
        green[pixel] += f * fg + e * eg;
        blue[pixel] += f * fb + e * eb;
        light[pixel] = l * s.through[k];
      }
    }
  }

  drawOn(context, frame) {
    const canvas = document.createElement("canvas");
    canvas.width = this.width;
    canvas.height = this.height;
    const picture = new ImageData(this.width, this.height), out = picture.data;
    for (let i = 0; i < this.light.length; ++i) {
      const alpha = 1 - this.light[i];
      if (alpha <= 0) continue;
      out[4 * i] = this.red[i] / alpha;
      out[4 * i + 1] = this.green[i] / alpha;
      out[4 * i + 2] = this.blue[i] / alpha;
      out[4 * i + 3] = alpha * 255;
    }
    canvas.getContext("2d").putImageData(picture, 0, 0);
    const margin = this.margin / frame.ratio;
    context.drawImage(
        canvas, frame.left - margin, frame.top - margin, this.width / frame.ratio,
        this.height / frame.ratio);
  }
}
)js";

}  // namespace proflens::plot::html_page
