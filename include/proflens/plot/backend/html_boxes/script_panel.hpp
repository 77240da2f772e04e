#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: one panel, its frame, its ticks.
inline constexpr std::string_view script_panel = R"js(
// ---- a panel ---------------------------------------------------------------------------------

const fontOf = (size) =>
    size + 'px "DejaVu Sans", system-ui, "WenQuanYi Micro Hei", "Noto Sans CJK SC", sans-serif';
const tickSize = 11;
const ribbonBelow = 5;  // pixels a device; narrower boxes cannot be told apart

class BoxPanel {
  constructor(described, page, index) {
    this.page = page;
    this.described = described;
    this.key = described.key;
    this.name = described.key.slice(0, 2).filter((part) => part !== "").join("-");
    this.x = new Axis({kind: "category", low: -0.5, high: 0.5, names: [], ticks_at: []});
    this.y = new Axis({kind: "linear", low: 0, high: 1, ticks_at: [], sizes: page.sizes});
    this.selected = -1;
    this.stale = true;
    this.build(index);
  }

  // Unpacked when first looked at.
  get boxes() { return (this.unpacked ??= new Boxes(this.described, this.page.labels.length)); }

  build(index) {
    this.base = element("canvas", {"aria-hidden": "true"});
    this.above = element("canvas", {"aria-hidden": "true"});
    this.plot = element(
        "div", {
          class: "plot",
          tabindex: "0",
          role: "application",
          "aria-label": this.name,
          "aria-describedby": "keys"
        },
        this.base, this.above);
    hint(this.plot, "chart", "aria-roledescription");
    this.caption = element("h2", {text: this.name, dir: "auto", id: "name-" + index});
    this.reset = hint(wordedElement("button", {type: "button"}, "reset"), "resetHint");
    this.reset.disabled = true;
    this.wide = hint(
        wordedElement("button", {type: "button", "aria-pressed": "false"}, "wide"), "wideHint");
    const tools = element("div", {class: "tools"}, this.wide, this.reset);
    this.root = element(
        "section", {class: "panel", id: "panel-" + index, "aria-labelledby": "name-" + index},
        this.plot, element("div", {class: "below"}, this.caption, tools));
    this.reset.addEventListener("click", () => {
      this.plot.focus({preventScroll: true});  // the button is of no more use
      this.resetView();
    });
    this.wide.addEventListener("click", () => {
      const wide = this.root.classList.toggle("wide");
      this.wide.setAttribute("aria-pressed", String(wide));
    });
  }

  // Takes order, limits and scale from what is asked for; the view becomes the whole.
  arrange(settings, shown) {
    this.selected = -1;
    this.byDevice = settings.sort === "device";
    this.order = this.boxes.order(shown, settings.sort);
    this.withOutliers = settings.outliers;
    this.x.names = this.order.map((i) => this.page.labels[i]);
    this.x.home = {low: -0.5, high: Math.max(1, this.order.length) - 0.5, log: false};
    const positive = this.boxes.range(this.order, settings.outliers, true);
    this.y.log = settings.log && positive !== null;
    const range = this.y.log ? positive : this.boxes.range(this.order, settings.outliers, false);
    this.empty = range === null;
    this.notLog = settings.log && !this.y.log && !this.empty;
    this.y.home = {...this.limitsOf(range || {low: 0, high: 1}), log: this.y.log};
    this.stale = false;
    this.toHome();
  }

  // A margin of a twentieth; times that are not negative get no axis below zero.
  limitsOf(range) {
    const low = this.y.place(range.low), high = this.y.place(range.high);
    const free = 0.05 * (high - low) || (this.y.log ? 0.1 : 0.05 * Math.abs(high)) || 1;
    const least = this.y.log || range.low < 0 || low - free > 0 ? low - free : 0;
    return {low: this.y.value(least), high: this.y.value(high + free)};
  }

  toHome() {
    Object.assign(this.x, this.x.home);
    Object.assign(this.y, this.y.home);
    this.reset.disabled = true;
  }
  view() { return {x: this.x.view(), y: this.y.view(), order: Array.from(this.order)}; }
  // Pixels from one device to the next.
  get step() { return this.x.factor; }
  get halfBox() { return Math.min(22, 0.36 * this.room); }
  // On a logarithmic axis zero and less stand at the lower edge.
  yPixel(value) {
    return this.y.log && value <= 0 ? this.frame.top + this.frame.height : this.y.pixel(value);
  }

  // ---- drawing ---------------------------------------------------------------------------------

  redraw() {
    this.dirty = true;
    if (!this.visible || this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw(window.devicePixelRatio || 1);
    });
  }

  // `ratio`: pixels of the canvas for each of the page.
  draw(ratio) {
    this.dirty = false;
    if (this.stale) this.arrange(this.page.settings, this.page.shown);
    const theme = themeNow(), width = Math.max(120, this.plot.clientWidth),
          height = this.plot.clientHeight;
    for (const canvas of [this.base, this.above]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = this.base.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = theme.page;
    context.fillRect(0, 0, width, height);
    this.placeFrame(context, width, height, ratio);
    this.drawNodes(context, theme);
    this.drawYTicks(context, theme);
    this.drawXTicks(context, theme);
    this.drawAxes(context, theme);
    this.drawBoxes(context, theme);
    this.drawMessages(context, theme);
    this.describe();
  }

  // Below the boxes: a slow device may be the first.
  drawAxes(context, theme) {
    const {left, top, width, height} = this.frame;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(left - 0.5, top);
    context.lineTo(left - 0.5, top + height + 0.5);
    context.lineTo(left + width, top + height + 0.5);
    context.stroke();
  }

  placeFrame(context, width, height, ratio) {
    context.font = fontOf(tickSize);
    const widest = (texts) => texts.reduce((w, t) => Math.max(w, context.measureText(t).width), 0);
    const top = 24, rows = (bottom) => Math.max(1, Math.min(8, Math.floor((bottom - top) / 32)));
    let bottom = height - tickSize - 12;
    this.yTicks = this.y.ticks(rows(bottom), false);
    const left = Math.round(28 + Math.min(width * 0.3, widest(this.yTicks.labels)));
    const right = width - 8;
    this.x.mapTo(left, right);
    this.labelWidth = Math.min(150, widest(this.x.names));
    // Names stand upright side by side, else slanted, else only some of them, each power of two.
    this.slanted = this.step < this.labelWidth + 8 && this.step >= tickSize + 3;
    const slant = this.slanted ? Math.min(height * 0.3, this.labelWidth * 0.71) : 0;
    bottom = Math.round(bottom - slant);
    if (slant > 0) this.yTicks = this.y.ticks(rows(bottom), false);
    this.y.mapTo(bottom, top);
    const grown = (by) => (x, y) =>
        x >= left - by && x <= right + by && y >= top - by && y <= bottom + by;
    this.frame = {left, top, width: right - left, height: bottom - top, ratio, grown};
  }

  // Every other node on a shade of its own, where devices stand in their order.
  drawNodes(context, theme) {
    if (!this.byDevice || this.order.length === 0) return;
    const {left, top, width, height} = this.frame, {nodes} = this.page;
    context.fillStyle = theme.shade;
    let shaded = false;
    for (let begin = 0, end; begin < this.order.length; begin = end, shaded = !shaded) {
      const node = nodes[this.order[begin]];
      for (end = begin + 1; end < this.order.length && nodes[this.order[end]] === node;) ++end;
      const from = Math.max(left, this.x.pixel(begin - 0.5));
      const to = Math.min(left + width, this.x.pixel(end - 0.5));
      if (shaded && to > from && (end - begin) * this.step >= 24)
        context.fillRect(from, top, to - from, height);
    }
  }

  drawYTicks(context, theme) {
    const {left, top, width, height} = this.frame, {values, labels, note} = this.yTicks;
    context.font = fontOf(tickSize);
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    (this.empty ? [] : values).forEach((value, i) => {
      const y = Math.round(this.y.pixel(value)) + 0.5;
      context.strokeStyle = theme.grid;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(left + width, y);
      context.stroke();
      context.fillStyle = theme.ink;
      context.fillText(shortened(context, labels[i], left - 20), left - 6, y);
    });
    context.textAlign = "left";
    context.textBaseline = "bottom";
    if (!this.empty) context.fillText(note, left, top - 6);
    context.save();
    context.translate(3, top + height / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = theme.faint;
    context.fillText(shortened(context, this.page.feature, height), 0, 0);
    context.restore();
  }

  drawXTicks(context, theme) {
    const {left, top, width, height} = this.frame, bottom = top + height;
    let every = 1;
    while (!this.slanted && every * this.step < this.labelWidth + 8) every *= 2;
    const last = Math.min(this.order.length - 1, Math.floor(this.x.high));
    const first = Math.max(0, Math.ceil(this.x.low / every) * every);
    context.font = fontOf(tickSize);
    context.fillStyle = theme.ink;
    context.strokeStyle = theme.ink;
    context.textBaseline = this.slanted ? "middle" : "top";
    context.textAlign = this.slanted ? "right" : "center";
    for (let at = first; at <= last; at += every) {
      const x = this.x.pixel(at), text = shortened(context, this.x.names[at], 150);
      context.beginPath();
      context.moveTo(x, bottom);
      context.lineTo(x, bottom + 4);
      context.stroke();
      context.save();
      context.translate(this.slanted ? x + 3 : Math.min(x, left + width), bottom + 8);
      if (this.slanted) context.rotate(-Math.PI / 4);
      context.fillStyle = this.boxes.slow.has(this.order[at]) ? theme.slow : theme.ink;
      context.fillText(text, 0, 0);
      context.restore();
    }
  }

  // What the picture cannot say.
  drawMessages(context, theme) {
    const {left, top, width, height} = this.frame;
    const filtered = this.boxes.there.length > 0 && this.page.shown.length === 0;
    const empty = !this.empty ? "" : filtered ? "noDevice" : "noValues";
    context.fillStyle = theme.faint;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = fontOf(14);
    if (empty) context.fillText(say(empty), left + width / 2, top + height / 2);
    const low = this.y.log && this.boxes.reachesZero(this.order);
    context.font = fontOf(tickSize);
    context.textAlign = "right";
    context.textBaseline = "bottom";
    if (low || this.notLog) context.fillText(say(low ? "below" : "notLog"), left + width, top - 8);
  }
}
)js";

}  // namespace proflens::plot::html_boxes
