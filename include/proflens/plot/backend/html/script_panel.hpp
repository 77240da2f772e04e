#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Sixth part of the page's script: one panel, its canvases, its frame and its ticks.
inline constexpr std::string_view script_panel = R"js(
// ---- a panel ---------------------------------------------------------------------------------

const pointsRank = 4;  // of point clouds among the layers

class Panel {
  constructor(described, figure, index) {
    this.figure = figure;
    this.title = described.title;
    this.grid = described.grid;
    this.colors = described.colors;
    this.x = new Axis({...described.x, name: described.x.label || "x"});
    this.y = new Axis({...described.y, name: described.y.label || "y"});
    this.series = described.series.map((series) => ({...series, hidden: false}));
    this.layers = this.series.flatMap(
        (series) =>
            series.layers.map((layer) => new layerClasses[layer.kind](layer, series, this.colors)));
    // Stable: layers of one kind stay in the order of their series.
    this.layers.sort((a, b) => a.rank - b.rank);
    this.build(index);
  }

  build(index) {
    this.base = element("canvas", {"aria-hidden": "true"});
    this.above = element("canvas", {"aria-hidden": "true"});
    this.plot = element(
        "div", {
          class: "plot",
          tabindex: "0",
          role: "application",
          "aria-roledescription": "interactive chart",
          "aria-describedby": "keys"
        },
        this.base, this.above);
    this.reset = element(
        "button",
        {type: "button", text: "Reset", title: "Show everything again (0, double click)"});
    this.logX =
        element("button", {type: "button", text: "log x", "aria-pressed": String(this.x.log)});
    this.logY =
        element("button", {type: "button", text: "log y", "aria-pressed": String(this.y.log)});
    this.legend =
        element("ul", {class: "legend", "aria-label": "Series; press one to hide or show it"});
    const tools = element("div", {class: "tools"}, this.logX, this.logY, this.reset);
    const bar = element("div", {class: "bar"}, this.legend, tools);
    this.root = element("section", {class: "panel", id: "panel-" + index});
    if (this.title) this.root.append(element("h2", {text: this.title}));
    this.root.append(bar, this.plot);
    for (const series of this.series)
      if (series.label) this.legend.append(this.legendEntry(series));
    for (const [axis, button] of [[this.x, this.logX], [this.y, this.logY]]) {
      button.disabled = axis.kind === "category" || !this.positiveRange(axis);
      button.addEventListener("click", () => this.toggleLog(axis, button));
    }
    this.reset.addEventListener("click", () => this.resetView());
  }

  legendEntry(series) {
    const swatch = element("canvas", {"aria-hidden": "true"});
    const button = element(
        "button", {type: "button", "aria-pressed": "true", title: series.label}, swatch,
        element("span", {text: series.label, dir: "auto"}));
    button.addEventListener("click", () => {
      series.hidden = !series.hidden;
      button.setAttribute("aria-pressed", String(!series.hidden));
      this.redraw();
    });
    series.swatch = swatch;
    return element("li", {}, button);
  }

  positiveRange(axis) {
    const ranges = {
      x: {low: Infinity, high: -Infinity, positive: true},
      y: {low: Infinity, high: -Infinity, positive: true}
    };
    for (const layer of this.layers) layer.extend(ranges);
    const range = axis === this.x ? ranges.x : ranges.y;
    if (range.low <= range.high) return range;
    return axis.high > 0 ? {low: axis.low > 0 ? axis.low : axis.high / 1000, high: axis.high} :
                           null;
  }
  wholeRange(axis) {
    const ranges = {x: {low: Infinity, high: -Infinity}, y: {low: Infinity, high: -Infinity}};
    for (const layer of this.layers) layer.extend(ranges);
    const range = axis === this.x ? ranges.x : ranges.y;
    return range.low <= range.high ? range : {low: axis.low, high: axis.high};
  }

  toggleLog(axis, button) {
    const log = !axis.log;
    axis.setLog(log, log ? this.positiveRange(axis) : this.wholeRange(axis));
    button.setAttribute("aria-pressed", String(log));
    this.changed();
  }

  resetView() {
    for (const axis of [this.x, this.y]) Object.assign(axis, axis.home);
    this.changed();
  }

  view() {
    return {
      x: this.x.view(),
      y: this.y.view(),
      hidden: this.series.filter((s) => s.hidden).map((s) => s.label)
    };
  }

  // Tells readers of the page's text what the picture shows now.
  spoken() {
    const along = (axis) =>
        axis.name + " from " + axis.rounded(axis.low) + " to " + axis.rounded(axis.high);
    return along(this.x) + ", " + along(this.y);
  }
  say() {
    const name = this.title || this.figure.title || "Chart";
    this.plot.setAttribute("aria-label", name + ": " + this.spoken());
  }

  // ---- drawing ---------------------------------------------------------------------------------

  redraw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw(window.devicePixelRatio || 1);
    });
  }

  // `ratio`: pixels of the canvas for each of the page.
  draw(ratio) {
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
  }

  size() {
    const width = Math.max(200, this.plot.clientWidth), {figure} = this;
    const most = Math.max(280, window.innerHeight - 150);
    return {
      width,
      height: Math.round(Math.max(200, Math.min(most, width * figure.height_to_width)))
    };
  }

  placeFrame(context, width, height, ratio) {
    const {style} = this.figure, px = 4 / 3;
    const tickSize = Math.min(13, style.tick_size * px),
          labelSize = Math.min(16, style.label_size * px);
    const font = (size) =>
        size + 'px "DejaVu Sans", system-ui, "WenQuanYi Micro Hei", "Noto Sans CJK SC", sans-serif';
    context.font = font(tickSize);
    const widest = (labels) =>
        Math.max(0, ...labels.map((label) => context.measureText(label).width));
    const top = 10 + tickSize;
    let bottom = height - tickSize - 14 - (this.x.label ? labelSize + 6 : 0);
    this.yTicks = this.y.ticks(
        Math.max(1, Math.min(9, Math.floor((bottom - top) / (tickSize * 2.5)))), false);
    const left = 14 + Math.min(width * 0.35, widest(this.yTicks.labels)) +
        (this.y.label ? labelSize + 6 : 0);
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
    this.turned = this.x.named &&
        widest(this.xTicks.labels) * this.xTicks.labels.length > (right - left) * 0.9;
    if (this.turned) bottom -= Math.min(height * 0.3, widest(this.xTicks.labels) * 0.71);
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
  }

  drawTicks(context, theme) {
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
      if (this.turned)
        write(
            this.xTicks.labels[i], this.x.pixel(v) + 4, bottom + 8, "right", "middle", -Math.PI / 4,
            this.base.clientHeight * 0.4);
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
    write(
        this.x.label, left + width / 2, this.base.height / this.frame.ratio - 4, "center", "bottom",
        0, width);
    write(this.y.label, 4, top + height / 2, "center", "top", -Math.PI / 2, height);
  }

  // Few points are drawn one by one, to the fraction of a pixel; many as a cloud.
  drawMarks(context, theme) {
    const shown = this.layers.filter((layer) => !layer.series.hidden), {frame} = this;
    const clouds =
        shown.filter((layer) => layer instanceof PointsLayer && layer.rank === pointsRank);
    const many = clouds.reduce((sum, layer) => sum + layer.count, 0) > 10000;
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    for (const layer of shown)
      if (layer.rank < pointsRank) layer.draw(context, frame, theme);
    if (many) {
      const reach =
          Math.max(...clouds.map(
              (layer) => Math.ceil((layer.look.width * 2 + layer.look.edgeWidth) * frame.ratio))) +
          3;
      const cloud = new Cloud(
          Math.ceil(frame.width * frame.ratio), Math.ceil(frame.height * frame.ratio), 2 * reach);
      for (const layer of [...clouds].reverse()) cloud.paint(layer, layer.look, frame, theme);
      cloud.drawOn(context, frame);
    } else {
      for (const layer of clouds) layer.draw(context, frame, theme);
    }
    for (const layer of shown)
      if (layer.rank > pointsRank) layer.draw(context, frame, theme);
    context.restore();
  }

  drawColorBar(context, theme) {
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
  }

  // The picture beside a name in the legend: every layer of the series in small.
  drawSwatch(series, theme, ratio) {
    const canvas = series.swatch, context = canvas.getContext("2d");
    canvas.width = 26 * ratio, canvas.height = 14 * ratio;
    canvas.style.width = "26px";
    context.scale(ratio, ratio);
    for (const layer of this.layers.filter((l) => l.series === series)) {
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
        endStroke(context);
      }
      context.restore();
    }
  }
}
)js";

}  // namespace proflens::plot::html_page
