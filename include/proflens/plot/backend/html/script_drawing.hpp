#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Eighth part of the page's script: how a panel is drawn, its frame, ticks, marks and swatches.
inline constexpr std::string_view script_drawing = R"js(
// ---- drawing of a panel ----------------------------------------------------------------------

Panel.prototype.redraw = function() {
  if (this.asked) return;
  this.asked = true;
  requestAnimationFrame(() => {
    this.asked = false;
    this.draw(window.devicePixelRatio || 1);
  });
};

// `ratio`: pixels of the canvas for each of the page.
Panel.prototype.draw = function(ratio) {
  const theme = themeNow(), {width, height} = this.size();
  for (const canvas of [this.base, this.above]) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = this.base.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.page;
  context.fillRect(0, 0, width, height);
  this.placeFrame(context, width, height, ratio);
  this.drawTicks(context, theme);
  this.drawMarks(context, theme);
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  context.strokeRect(this.frame.left, this.frame.top, this.frame.width, this.frame.height);
  if (this.colors) this.drawColorBar(context, theme);
  for (const series of this.series)
    if (series.swatch) this.drawSwatch(series, theme, ratio);
};

Panel.prototype.size = function() {
  const width = Math.max(200, this.plot.clientWidth), {figure} = this;
  const most = Math.max(280, window.innerHeight - 150);
  return {
    width,
    height: Math.round(Math.max(200, Math.min(most, width * figure.height_to_width)))
  };
};

// The names of the axes, and whether the labels of their ticks are left out: where a neighbour
// that shares the axis says them, as the page is laid out now.
Panel.prototype.axisNames = function() {
  const {panels, share_x, share_y} = this.figure;
  const grid = getComputedStyle(this.root.parentElement).gridTemplateColumns;
  const columns = grid.split(" ").length, below = panels[this.index + columns];
  const before = this.index % columns === 0 ? undefined : panels[this.index - 1];
  const bareX = share_x && below !== undefined, bareY = share_y && before !== undefined;
  return {
    bareX,
    bareY,
    x: bareX && below.x.label === this.x.label ? "" : this.x.label,
    y: bareY && before.y.label === this.y.label ? "" : this.y.label
  };
};

Panel.prototype.placeFrame = function(context, width, height, ratio) {
  const {style} = this.figure, px = 4 / 3;
  const tickSize = Math.min(13, style.tick_size * px),
        labelSize = Math.min(16, style.label_size * px);
  const font = (size) =>
      size + 'px "DejaVu Sans", system-ui, "WenQuanYi Micro Hei", "Noto Sans CJK SC", sans-serif';
  context.font = font(tickSize);
  const widest = (labels) =>
      Math.max(0, ...labels.map((label) => context.measureText(label).width));
  const names = this.axisNames(), top = 10 + tickSize;
  const bare = (row) => ({...row, labels: row.labels.map(() => ""), note: ""});
  let bottom = height - tickSize - 14 - (names.x ? labelSize + 6 : 0);
  this.yTicks = this.y.ticks(
      Math.max(1, Math.min(9, Math.floor((bottom - top) / (tickSize * 2.5)))), false);
  if (names.bareY) this.yTicks = bare(this.yTicks);
  const left = 14 + Math.min(width * 0.35, widest(this.yTicks.labels)) +
      (names.y ? labelSize + 6 : 0);
  let right = width - 16;
  if (this.colors) {
    this.colorTicks = linearTicks(
        this.colors.low, this.colors.high,
        Math.max(1, Math.min(9, Math.floor((bottom - top) / (tickSize * 2.5)))),
        this.colors.integer);
    right -= 34 + widest(this.colorTicks.labels) + (this.colors.label ? labelSize + 6 : 0);
  }
  this.xTicks =
      this.x.ticks(Math.max(1, Math.min(9, Math.floor((right - left) / (tickSize * 3.5)))), true);
  if (names.bareX) this.xTicks = bare(this.xTicks);
  const crowded = this.x.named &&
      widest(this.xTicks.labels) * this.xTicks.labels.length > (right - left) * 0.9;
  const degrees = this.x.degrees === undefined ? (crowded ? 45 : 0) : this.x.degrees;
  this.turn = (degrees * Math.PI) / 180;
  this.labelRoom = degrees > 0 ? (height * 0.3) / Math.sin(this.turn) : Infinity;
  bottom -= Math.min(this.labelRoom, widest(this.xTicks.labels)) * Math.sin(this.turn);
  this.x.mapTo(left, right);
  this.y.mapTo(bottom, top);
  this.x.room = right - left;
  this.y.room = bottom - top;
  const grown = (by) => (x, y) =>
      x >= left - by && x <= right + by && y >= top - by && y <= bottom + by;
  this.frame = {
    left,
    top,
    width: right - left,
    height: bottom - top,
    ratio,
    x: this.x,
    y: this.y,
    colors: this.colors,
    font,
    tickSize,
    labelSize,
    grown
  };
};

Panel.prototype.drawTicks = function(context, theme) {
  const {left, top, width, height, font, tickSize, labelSize} = this.frame, bottom = top + height;
  const strokes = (color, dashes, draw) => {
    context.strokeStyle = color;
    context.lineWidth = 1;
    context.setLineDash(dashes);
    context.beginPath();
    draw((x1, y1, x2, y2) => (context.moveTo(x1, y1), context.lineTo(x2, y2)));
    context.stroke();
    context.setLineDash([]);
  };
  if (this.grid)
    strokes(theme.line, [4, 2], (line) => {
      for (const v of this.xTicks.values) line(this.x.pixel(v), top, this.x.pixel(v), bottom);
      for (const v of this.yTicks.values)
        line(left, this.y.pixel(v), left + width, this.y.pixel(v));
    });
  strokes(theme.ink, [], (line) => {
    for (const v of this.xTicks.values)
      line(this.x.pixel(v), bottom, this.x.pixel(v), bottom + 5);
    for (const v of this.xTicks.minor || [])
      line(this.x.pixel(v), bottom, this.x.pixel(v), bottom + 3);
    for (const v of this.yTicks.values) line(left - 5, this.y.pixel(v), left, this.y.pixel(v));
    for (const v of this.yTicks.minor || [])
      line(left - 3, this.y.pixel(v), left, this.y.pixel(v));
  });
  context.fillStyle = theme.ink;
  context.font = font(tickSize);
  const write = (text, x, y, align, baseline, turn = 0, room = Infinity) => {
    context.save();
    context.translate(x, y);
    context.rotate(turn);
    context.textAlign = align;
    context.textBaseline = baseline;
    context.fillText(room < Infinity ? shortened(context, text, room) : text, 0, 0);
    context.restore();
  };
  this.xTicks.values.forEach((v, i) => {
    if (this.turn > 0)
      write(
          this.xTicks.labels[i], this.x.pixel(v) + 6 * Math.cos(this.turn), bottom + 8, "right",
          "middle", -this.turn, this.labelRoom);
    else
      write(this.xTicks.labels[i], this.x.pixel(v), bottom + 8, "center", "top");
  });
  this.yTicks.values.forEach(
      (v, i) =>
          write(this.yTicks.labels[i], left - 8, this.y.pixel(v), "right", "middle", 0, left));
  write(this.yTicks.note, left, top - 4, "left", "bottom");
  write(
      this.xTicks.note, left + width, this.base.height / this.frame.ratio - 2, "right", "bottom");
  context.font = font(labelSize);
  const names = this.axisNames();
  write(
      names.x, left + width / 2, this.base.height / this.frame.ratio - 4, "center", "bottom", 0,
      width);
  write(names.y, 4, top + height / 2, "center", "top", -Math.PI / 2, height);
};

// Layers of points, one over the other: few points are drawn one by one, to the fraction of a
// pixel; many as a cloud.
Panel.prototype.drawPoints = function(context, theme, layers) {
  const {frame} = this, {ratio} = frame;
  if (layers.reduce((sum, layer) => sum + layer.count, 0) <= 10000) {
    for (const layer of layers) layer.draw(context, frame, theme);
    return;
  }
  const reach = ({look}) => Math.ceil((look.width * 2 + look.edgeWidth) * ratio);
  const margin = 2 * (Math.max(...layers.map(reach)) + 3);
  const cloud = new Cloud(Math.ceil(frame.width * ratio), Math.ceil(frame.height * ratio), margin);
  for (const layer of [...layers].reverse()) cloud.paint(layer, layer.look, frame, theme);
  cloud.drawOn(context, frame);
};

// Rank by rank: what explains something lies over it.
Panel.prototype.drawMarks = function(context, theme) {
  const shown = this.layers.filter((layer) => !layer.series.hidden), {frame} = this;
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.width, frame.height);
  context.clip();
  for (const rank of new Set(shown.map((layer) => layer.rank))) {
    const layers = shown.filter((layer) => layer.rank === rank);
    if (layers.every((layer) => layer instanceof PointsLayer))
      this.drawPoints(context, theme, layers);
    else
      for (const layer of layers) layer.draw(context, frame, theme);
  }
  context.restore();
};

Panel.prototype.drawColorBar = function(context, theme) {
  const {left, top, width, height, font, tickSize, labelSize} = this.frame, {colors} = this;
  const x = left + width + 14, step = height / colors.ramp.length;
  context.globalAlpha = colors.alpha;
  colors.ramp.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(x, top + height - (i + 1) * step, 14, step + 0.5);
  });
  context.globalAlpha = 1;
  context.strokeStyle = context.fillStyle = theme.ink;
  context.strokeRect(x, top, 14, height);
  context.font = font(tickSize);
  context.textBaseline = "middle";
  context.textAlign = "left";
  this.colorTicks.values.forEach((v, i) => {
    const y = top + height - ((v - colors.low) / (colors.high - colors.low)) * height;
    context.fillText(this.colorTicks.labels[i], x + 18, y);
  });
  context.textBaseline = "bottom";
  context.fillText(this.colorTicks.note, x, top - 4);
  context.font = font(labelSize);
  context.save();
  context.translate(this.base.width / this.frame.ratio - 4, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(shortened(context, colors.label, height), 0, 0);
  context.restore();
};

// The picture beside a name in the legend: every layer of the series in small.
Panel.prototype.drawSwatch = function(series, theme, ratio) {
  const canvas = series.swatch, context = canvas.getContext("2d");
  canvas.width = 26 * ratio, canvas.height = 14 * ratio;
  canvas.style.width = "26px";
  context.scale(ratio, ratio);
  for (const layer of this.layers.filter((l) => l.series === series && !l.part)) {
    context.save();
    if (layer instanceof PointsLayer) {
      const width = Math.min(11, layer.look.width),
            ramp = this.colors && layer.codes ? this.colors.ramp : null;
      paintMarker(
          context, {...layer.look, width}, 13, 7, ramp ? ramp[ramp.length >> 1] : layer.face,
          theme);
    } else if (layer instanceof RectanglesLayer || layer instanceof BandLayer) {
      context.globalAlpha = layer.alpha;
      context.fillStyle = layer.fill || inkOf(layer, theme);
      context.fillRect(2, 2, 22, 10);
      context.strokeStyle = inkOf(layer, theme);
      if (layer.fill) context.strokeRect(2, 2, 22, 10);
    } else if (!(layer instanceof TextLayer || layer instanceof CellsLayer ||
                 layer instanceof SegmentsLayer)) {
      setStroke(context, layer, theme);
      context.beginPath();
      const upright = layer instanceof ErrorsLayer;
      context.moveTo(upright ? 13 : 1, upright ? 1 : 7);
      context.lineTo(upright ? 13 : 25, upright ? 13 : 7);
      for (const y of upright ? [1, 13] : [])
        context.moveTo(13 - layer.cap, y), context.lineTo(13 + layer.cap, y);
      endStroke(context);
    }
    context.restore();
  }
};
)js";

}  // namespace proflens::plot::html_page
