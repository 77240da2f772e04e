#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Fifth part of the page's script: layers of error bars, bars and boxes, lines across the axes,
/// texts and cells.
inline constexpr std::string_view script_shapes = R"js(
// Upright bars of an error, with strokes across their ends.
class ErrorsLayer extends Layer {
  constructor(described, series) {
    super(described, series);
    for (const name of ["x", "low", "high"]) this[name] = decoded(described[name]);
    this.slackX = uncertainty(described.x);
    this.slackY = Math.max(uncertainty(described.low), uncertainty(described.high));
  }
  extend(ranges) {
    extendBy(ranges.x, this.x), extendBy(ranges.y, this.low), extendBy(ranges.y, this.high);
  }
  // Where a bar stands and ends; what begins below a logarithmic axis begins at its lower end.
  ends(frame, i) {
    const low = frame.y.pixel(this.low[i]), high = frame.y.pixel(this.high[i]);
    const floor = frame.y.reversed ? frame.top : frame.top + frame.height;
    return [frame.x.pixel(this.x[i]), Number.isFinite(low) ? low : floor, high];
  }
  draw(context, frame, theme) {
    setStroke(context, this, theme);
    context.lineCap = "butt";
    context.beginPath();
    for (let i = 0; i < this.x.length; ++i) {
      const [x, ...ends] = this.ends(frame, i);
      if (!Number.isFinite(x) || !Number.isFinite(ends[1])) continue;
      context.moveTo(x, ends[0]);
      context.lineTo(x, ends[1]);
      for (const y of ends) context.moveTo(x - this.cap, y), context.lineTo(x + this.cap, y);
    }
    endStroke(context);
  }
  hit(frame, px, py) {
    for (let i = 0; i < this.x.length; ++i) {
      const [x, a, b] = this.ends(frame, i);
      if (!(Math.abs(x - px) <= 5 && py >= Math.min(a, b) - 3 && py <= Math.max(a, b) + 3))
        continue;
      const rows = [
        [frame.x.name, frame.x.shown(this.x[i], this.slackX)],
        ["low", frame.y.shown(this.low[i], this.slackY)],
        ["high", frame.y.shown(this.high[i], this.slackY)]
      ];
      return {distance: 8 + Math.abs(x - px), at: [x, py], rows, layer: this};
    }
    return null;
  }
}

// Bars and the bodies of boxes.
class RectanglesLayer extends Layer {
  constructor(described, series) {
    super(described, series);
    for (const name of ["left", "right", "low", "high"]) this[name] = decoded(described[name]);
  }
  extend(ranges) {
    extendBy(ranges.x, this.left), extendBy(ranges.x, this.right), extendBy(ranges.y, this.low),
        extendBy(ranges.y, this.high);
  }
  area(frame, i) {
    const floor = frame.y.reversed ? frame.top : frame.top + frame.height;
    const far = (pixel) => (Number.isFinite(pixel) ? Math.max(-1e5, Math.min(1e5, pixel)) : floor);
    const xs = [frame.x.pixel(this.left[i]), frame.x.pixel(this.right[i])],
          ys = [far(frame.y.pixel(this.low[i])), far(frame.y.pixel(this.high[i]))];
    return [Math.min(...xs), Math.min(...ys), Math.abs(xs[1] - xs[0]), Math.abs(ys[1] - ys[0])];
  }
  draw(context, frame, theme) {
    context.globalAlpha = this.alpha;
    context.lineJoin = "miter";
    for (let i = 0; i < this.left.length; ++i) {
      if (frame.y.isBelow(this.low[i]) && frame.y.isBelow(this.high[i])) continue;
      const area = this.area(frame, i);
      if (!area.every(Number.isFinite)) continue;
      context.fillStyle = rim(this.fill, theme);
      context.fillRect(...area);
      if (!(this.width > 0)) continue;
      context.strokeStyle = readable(this.color, theme);
      context.lineWidth = this.width;
      context.strokeRect(...area);
    }
    context.globalAlpha = 1;
  }
  hit(frame, px, py) {
    for (let i = this.left.length - 1; i >= 0; --i) {
      const [x, y, width, height] = this.area(frame, i), slack = Math.max(0, 3 - height);
      if (px < x || px > x + width || py < y - slack || py > y + height + slack) continue;
      return {
        distance: 25,
        at: [x + width / 2, y],
        rows: this.rowsAt(i),
        layer: this,
        area: [x, y, width, height]
      };
    }
    return null;
  }
}

// Strokes between two places in data units: whiskers and medians.
class SegmentsLayer extends Layer {
  constructor(described, series) {
    super(described, series);
    for (const name of ["x1", "y1", "x2", "y2"]) this[name] = decoded(described[name]);
  }
  extend(ranges) {
    extendBy(ranges.x, this.x1), extendBy(ranges.y, this.y1), extendBy(ranges.y, this.y2);
  }
  draw(context, frame, theme) {
    setStroke(context, this, theme);
    context.lineCap = "butt";
    context.beginPath();
    for (let i = 0; i < this.x1.length; ++i) {
      if (frame.y.isBelow(this.y1[i]) && frame.y.isBelow(this.y2[i])) continue;
      context.moveTo(frame.x.pixel(this.x1[i]), frame.y.pixelOrLowEnd(this.y1[i]));
      context.lineTo(frame.x.pixel(this.x2[i]), frame.y.pixelOrLowEnd(this.y2[i]));
    }
    endStroke(context);
  }
}

// A line across all of the axes.
class RuleLayer extends Layer {
  draw(context, frame, theme) {
    setStroke(context, this, theme);
    context.beginPath();
    for (const [x, y] of this.points(frame)) context.lineTo(x, y);
    endStroke(context);
    if (this.text) this.write(context, frame, theme);
  }
  // Just above the end of the line, turned as it runs there.
  write(context, frame, theme) {
    const points = this.points(frame), inside = points.filter(([x, y]) => frame.grown(1)(x, y));
    if (inside.length < 2) return;
    const [to, from] = [inside[inside.length - 1], inside[inside.length - 2]];
    context.save();
    context.fillStyle = inkOf(this, theme);
    context.font = frame.font(frame.tickSize);
    context.textAlign = "right";
    context.textBaseline = "bottom";
    context.translate(...to);
    context.rotate(Math.atan2(to[1] - from[1], to[0] - from[0]));
    context.fillText(this.text, -4, -2);
    context.restore();
  }
  points(frame) {
    const {left, top, width, height} = frame;
    const y = frame.y.pixel(this.at), x = frame.x.pixel(this.at);
    if (this.direction === "horizontal") return [[left, y], [left + width, y]];
    if (this.direction === "vertical") return [[x, top + height], [x, top]];
    const points = [];
    for (let i = 0; i <= 256; ++i) {
      const px = left + (width * i) / 256,
            py = frame.y.pixel(this.at + this.slope * frame.x.valueAt(px));
      if (Number.isFinite(py)) points.push([px, Math.max(-1e5, Math.min(1e5, py))]);
    }
    return points;
  }
}

class TextLayer extends Layer {
  // Where it is anchored; null: nowhere inside the axes.
  anchor(frame) {
    const x = frame.x.pixel(this.x),
          y = this.on_frame ? frame.top + frame.height * (1 - this.y) : frame.y.pixel(this.y);
    return frame.grown(1)(x, y) ? [x + this.right_by, y - this.up_by] : null;
  }
  draw(context, frame, theme) {
    const anchor = this.anchor(frame);
    if (!anchor) return;
    context.save();
    context.fillStyle = inkOf(this, theme);
    context.font = frame.font(this.size);
    context.textAlign = this.align_x;
    context.textBaseline =
        {top: "top", center: "middle", baseline: "alphabetic", bottom: "bottom"}[this.align_y];
    context.translate(...anchor);
    context.rotate((-this.degrees * Math.PI) / 180);
    this.wide = context.measureText(this.content).width;
    context.fillText(this.content, 0, 0);
    context.restore();
  }
  reach(height) {
    const down = {top: 1, center: 0.5, baseline: 0.2, bottom: 0}[this.align_y] * this.size;
    const low = this.y + (this.up_by - down) / height;
    return [[low, low + this.size / height]];
  }
  // Next to the middle of its letters.
  hit(frame, px, py) {
    const anchor = this.told ? this.anchor(frame) : null;
    if (!anchor) return null;
    const right = {left: 0.5, center: 0, right: -0.5}[this.align_x] * (this.wide || 0);
    const down = {top: 0.5, center: 0, baseline: -0.35, bottom: -0.5}[this.align_y] * this.size;
    const turn = (-this.degrees * Math.PI) / 180;
    const x = anchor[0] + right * Math.cos(turn) - down * Math.sin(turn);
    const y = anchor[1] + right * Math.sin(turn) + down * Math.cos(turn);
    const rows = [[frame.x.name, frame.x.shown(this.x)], [frame.y.name, this.told]];
    return {distance: Math.hypot(x - px, y - py), at: [x, y], rows, layer: this};
  }
}

// A matrix of coloured cells; cells without a value are hatched.
class CellsLayer extends Layer {
  constructor(described, series, colors) {
    super(described, series);
    this.slack = uncertainty(described.values);
    this.values = decoded(described.values);
    this.colors = colors;
  }
  nameOf(names, i) { return names.length > 0 ? names[i] : String(i); }
  draw(context, frame, theme) {
    const {rows, columns} = this, gray = theme.faint;
    const edgeX = (c) => Math.round(frame.x.pixel(c - 0.5) * frame.ratio) / frame.ratio;
    const edgeY = (r) => Math.round(frame.y.pixel(r - 0.5) * frame.ratio) / frame.ratio;
    for (let r = 0; r < rows; ++r) {
      const top = Math.min(edgeY(r), edgeY(r + 1)), height = Math.abs(edgeY(r + 1) - edgeY(r));
      if (top > frame.top + frame.height || top + height < frame.top) continue;
      for (let c = 0; c < columns; ++c) {
        const left = Math.min(edgeX(c), edgeX(c + 1)), width = Math.abs(edgeX(c + 1) - edgeX(c));
        const code = colorIndex(this.values[r * columns + c], this.colors);
        if (code < 0)
          this.hatch(context, left, top, width, height, gray);
        else
          context.fillStyle = this.colors.ramp[code], context.fillRect(left, top, width, height);
        if (code >= 0 && this.annotations)
          this.write(
              context, frame, r * columns + c, left + width / 2, top + height / 2, width, height);
      }
    }
  }
  hatch(context, left, top, width, height, gray) {
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    context.strokeStyle = gray;
    context.lineWidth = 0.8;
    context.beginPath();
    for (let x = left - height; x < left + width; x += 6)
      context.moveTo(x, top + height), context.lineTo(x + height, top);
    context.stroke();
    context.restore();
  }
  write(context, frame, i, x, y, width, height) {
    const text = this.annotations[i];
    context.font = frame.font(Math.min(frame.tickSize, height * 0.7));
    if (height < 8 || context.measureText(text).width > width) return;
    context.fillStyle =
        luminance(rgbOf(this.colors.ramp[colorIndex(this.values[i], this.colors)])) > 0.18 ?
        "#000" :
        "#fff";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, x, y);
  }
  hit(frame, px, py) {
    const c = Math.round(frame.x.valueAt(px)), r = Math.round(frame.y.valueAt(py));
    if (c < 0 || r < 0 || c >= this.columns || r >= this.rows) return null;
    const rows = [
      [frame.x.name, this.nameOf(this.column_names, c)],
      [frame.y.name, this.nameOf(this.row_names, r)],
      [this.value_label || "value", shownValue(this.values[r * this.columns + c], this.slack)]
    ];
    const xs = [frame.x.pixel(c - 0.5), frame.x.pixel(c + 0.5)].sort((a, b) => a - b);
    const ys = [frame.y.pixel(r - 0.5), frame.y.pixel(r + 0.5)].sort((a, b) => a - b);
    return {
      distance: 26,
      at: [xs[0], ys[0]],
      rows,
      layer: this,
      area: [xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0]]
    };
  }
}

const layerClasses = {
  points: PointsLayer,
  line: LineLayer,
  band: BandLayer,
  errors: ErrorsLayer,
  rectangles: RectanglesLayer,
  segments: SegmentsLayer,
  rule: RuleLayer,
  text: TextLayer,
  cells: CellsLayer
};
)js";

}  // namespace proflens::plot::html_page
