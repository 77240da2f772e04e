#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Fourth part of the page's script: what a series is drawn with. Every layer can draw itself and
/// tell what it shows next to a place of the canvas. Here points, lines and bands.
inline constexpr std::string_view script_layers = R"js(
// ---- layers of a series ----------------------------------------------------------------------

const inkOf = (layer, theme) => readable(layer.color, theme);

function setStroke(context, layer, theme) {
  context.strokeStyle = inkOf(layer, theme);
  context.globalAlpha = layer.alpha;
  context.lineWidth = layer.width;
  context.setLineDash(layer.dashes || []);
  context.lineJoin = "round";
  context.lineCap = layer.dashes && layer.dashes.length > 0 ? "butt" : "round";
}

function endStroke(context) {
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

class Layer {
  constructor(described, series) {
    Object.assign(this, described);
    this.series = series;
    this.places = new Map();
  }

  // A column along an axis, its logarithms if the axis is logarithmic; computed once for each.
  along(axis, name) {
    if (!axis.log) return this[name];
    if (!this.places.has(name)) this.places.set(name, this[name].map((v) => Math.log10(v)));
    return this.places.get(name);
  }
  rowsAt(i) {
    return (this.hover || []).map((column) => {
      column.values = column.values || (column.texts ? column.texts : decoded(column.column));
      const value = column.values[i];
      return [column.name, column.texts ? value : shownValue(value, uncertainty(column.column))];
    });
  }
  extend() {}
  hit() { return null; }
}

function extendBy(range, values) {
  for (const value of values) {
    if (!Number.isFinite(value) || (range.positive && value <= 0)) continue;
    if (value < range.low) range.low = value;
    if (value > range.high) range.high = value;
  }
}

class PointsLayer extends Layer {
  constructor(described, series, colors) {
    super(described, series);
    this.slackX = uncertainty(described.x);
    this.slackY = uncertainty(described.y);
    this.x = decoded(described.x);
    this.y = decoded(described.y);
    if (!described.value) return;
    this.slackValue = uncertainty(described.value);
    this.value = decoded(described.value);
    this.codes = Int16Array.from(this.value, (v) => colorIndex(v, colors));
  }

  placesX(axis) { return this.along(axis, "x"); }
  placesY(axis) { return this.along(axis, "y"); }
  extend(ranges) {
    extendBy(ranges.x, this.x);
    if (!this.on_frame) extendBy(ranges.y, this.y);
  }
  // Upwards a point stands at factor * place + offset: on the axis of y, or on the frame.
  upright(frame) {
    if (this.on_frame) return [this.y, -frame.height, frame.top + frame.height];
    return [this.placesY(frame.y), frame.y.factor, frame.y.offset];
  }
  // From where to where each point on the frame reaches, in shares of its height.
  reach(height) {
    const half = (this.look.width + this.look.edgeWidth) / 2 / height;
    return Array.from(this.y, (y) => [y - half, y + half]);
  }
  get count() { return this.x.length; }

  draw(context, frame, theme) {
    const xs = this.placesX(frame.x), [ys, ay, by] = this.upright(frame), {look} = this;
    const near = frame.grown(look.width + look.edgeWidth);
    context.lineJoin = "round";
    for (let i = 0; i < xs.length; ++i) {
      const x = xs[i] * frame.x.factor + frame.x.offset, y = ys[i] * ay + by;
      if (!near(x, y) || (this.codes && this.codes[i] < 0)) continue;
      paintMarker(
          context, look, x, y, this.codes ? frame.colors.ramp[this.codes[i]] : this.face, theme);
    }
  }

  hit(frame, px, py) {
    const xs = this.placesX(frame.x), [ys, ay, by] = this.upright(frame);
    const {factor: ax, offset: bx} = frame.x, seen = frame.grown(this.look.width / 2);
    let best = -1, least = Infinity;
    for (let i = 0; i < xs.length; ++i) {
      const x = xs[i] * ax + bx, y = ys[i] * ay + by, distance = (x - px) ** 2 + (y - py) ** 2;
      if (distance <= least && !(this.codes && this.codes[i] < 0) && seen(x, y))
        least = distance, best = i;
    }
    if (best < 0) return null;
    const rows = [
      [frame.x.name, frame.x.shown(this.x[best], this.slackX)],
      [frame.y.name, this.told ? this.told[best] : frame.y.shown(this.y[best], this.slackY)]
    ];
    if (this.value)
      rows.push([this.value_label || "value", shownValue(this.value[best], this.slackValue)]);
    const at = [xs[best] * ax + bx, ys[best] * ay + by];
    return {
      distance: Math.sqrt(least),
      at,
      index: best,
      rows: rows.concat(this.rowsAt(best)),
      layer: this
    };
  }
}

// Canvases do not draw what is millions of pixels away at its place: the part of a segment within
// this many pixels, and whether its start was cut; null: none.
const farthest = 1e5;

function cutSegment(x1, y1, x2, y2) {
  const dx = x2 - x1, dy = y2 - y1;
  let from = 0, to = 1;
  for (const [p, q] of [
         [-dx, x1 + farthest], [dx, farthest - x1], [-dy, y1 + farthest], [dy, farthest - y1]
       ]) {
    if (p === 0 && q < 0) return null;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  if (from > to) return null;
  const end = to < 1 ? [x1 + to * dx, y1 + to * dy] : [x2, y2];
  return {cut: from > 0, start: [x1 + from * dx, y1 + from * dy], end};
}

// The part of a polygon within that many pixels (Sutherland and Hodgman).
function cutPolygon(points) {
  for (const [along, sign] of [[0, 1], [0, -1], [1, 1], [1, -1]]) {
    const inside = (p) => farthest - sign * p[along], kept = [];
    points.forEach((a, i) => {
      const b = points[(i + 1) % points.length], da = inside(a), db = inside(b);
      if (da >= 0) kept.push(a);
      if (da >= 0 === db >= 0) return;
      const share = da / (da - db);
      kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
    });
    points = kept;
  }
  return points;
}

class LineLayer extends Layer {
  constructor(described, series) {
    super(described, series);
    this.slackX = uncertainty(described.x);
    this.slackY = uncertainty(described.y);
    this.x = decoded(described.x);
    this.y = decoded(described.y);
  }

  extend(ranges) {
    if (!this.curve) extendBy(ranges.x, this.x), extendBy(ranges.y, this.y);
  }

  // Of many points in one column of pixels the first, the lowest, the highest and the last count.
  draw(context, frame, theme) {
    const xs = this.along(frame.x, "x"), ys = this.along(frame.y, "y");
    const {factor: ax, offset: bx} = frame.x, {factor: ay, offset: by} = frame.y;
    setStroke(context, this, theme);
    context.beginPath();
    let pen = false, column = NaN, least = 0, most = 0, last = 0, atX = 0, atY = 0;
    const lineTo = (x, y) => {
      const part = cutSegment(atX, atY, x, y);
      if (part && part.cut) context.moveTo(...part.start);
      if (part) context.lineTo(...part.end);
      atX = x, atY = y;
    };
    const finishColumn = () => {
      if (pen && least < most) lineTo(column, least), lineTo(column, most), lineTo(column, last);
    };
    const thin = xs.length > 4 * frame.width;
    for (let i = 0; i < xs.length; ++i) {
      const x = xs[i] * ax + bx, y = ys[i] * ay + by;
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        finishColumn();
        pen = false;
        continue;
      }
      if (thin && pen && Math.abs(x - column) < 0.5) {
        least = Math.min(least, y), most = Math.max(most, y), last = y;
        continue;
      }
      finishColumn();
      if (pen)
        lineTo(x, y);
      else
        context.moveTo(x, y), atX = x, atY = y;
      pen = true, column = x, least = most = last = y;
    }
    finishColumn();
    endStroke(context);
  }

  // Next to a curve its value at the pointer's x; next to a line the nearest of its points.
  hit(frame, px, py) {
    const xs = this.along(frame.x, "x"), ys = this.along(frame.y, "y");
    const {factor: ax, offset: bx} = frame.x, {factor: ay, offset: by} = frame.y;
    const seen = frame.grown(1);
    let best = -1, least = Infinity;
    for (let i = 0; i < xs.length; ++i) {
      const x = xs[i] * ax + bx, y = ys[i] * ay + by, distance = (x - px) ** 2 + (y - py) ** 2;
      if (!this.curve && distance < least && seen(x, y)) least = distance, best = i;
      if (!this.curve || i === 0) continue;
      const before = xs[i - 1] * ax + bx, share = (px - before) / (x - before);
      if (!(share >= 0 && share <= 1)) continue;
      const value = this.y[i - 1] * (1 - share) + this.y[i] * share, at = frame.y.pixel(value);
      const rows = [
        [frame.x.name, frame.x.rounded(frame.x.valueAt(px))], [frame.y.name, frame.y.rounded(value)]
      ];
      return {distance: Math.abs(at - py) + 6, at: [px, at], rows, layer: this};
    }
    if (best < 0) return null;
    const rows = [
      [frame.x.name, frame.x.shown(this.x[best], this.slackX)],
      [frame.y.name, frame.y.shown(this.y[best], this.slackY)]
    ];
    return {
      distance: Math.sqrt(least) + 4,
      at: [xs[best] * ax + bx, ys[best] * ay + by],
      rows: rows.concat(this.rowsAt(best)),
      layer: this
    };
  }
}

class BandLayer extends Layer {
  constructor(described, series) {
    super(described, series);
    for (const name of ["x", "low", "high"]) this[name] = decoded(described[name]);
  }
  extend(ranges) {
    if (!this.curve)
      extendBy(ranges.x, this.x), extendBy(ranges.y, this.low), extendBy(ranges.y, this.high);
  }
  draw(context, frame, theme) {
    context.fillStyle = inkOf(this, theme);
    context.globalAlpha = this.alpha;
    const {x, low, high} = this, floor = frame.y.reversed ? frame.top : frame.top + frame.height;
    // What lies below a logarithmic axis goes to its lower end.
    const level = (y) => (Number.isFinite(y) ? y : floor);
    const at = (i, values) => [frame.x.pixel(x[i]), level(frame.y.pixel(values[i]))];
    const there = (i) => [frame.x.pixel(x[i]), low[i], high[i]].every(Number.isFinite);
    for (let begin = 0; begin < x.length;) {
      let end = begin;
      while (end < x.length && there(end)) ++end;
      const points = [];
      for (let i = begin; i < end; ++i) points.push(at(i, high));
      for (let i = end - 1; i >= begin; --i) points.push(at(i, low));
      context.beginPath();
      for (const [px, py] of cutPolygon(points)) context.lineTo(px, py);
      context.fill();
      begin = end + 1;
    }
    context.globalAlpha = 1;
  }
}
)js";

}  // namespace proflens::plot::html_page
