#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: what is told of a box, to eyes and to ears.
inline constexpr std::string_view script_told = R"js(
// ---- what is told of a box -------------------------------------------------------------------

const tip = element("div", {class: "tip", role: "tooltip"});
tip.hidden = true;

// Name and value of every statistic of a device.
BoxPanel.prototype.rows = function(i) {
  const {boxes} = this, {rows} = words[language], beside = boxes.median[i];
  const told = [[rows.count, grouped(boxes.count[i])]];
  const add = (name, value) => told.push([rows[name], shownNumber(value, beside)]);
  if (sizes) told.push([rows.total, shownNumber(boxes.mean[i] * boxes.count[i])]);
  for (const name of statistics) {
    add(name, boxes[name][i]);
    if (name === "deviation") told.push([rows.variance, shownSquare(boxes[name][i], beside)]);
  }
  add("range", boxes.max[i] - boxes.min[i]);
  const kept = boxes.kept[i], outliers = kept + boxes.leftOut[i];
  told.push([rows.outliers, say("drawn")(outliers, kept)]);
  if (Number.isFinite(boxes.excess(i))) told.push([rows.excess, shownShare(boxes.excess(i))]);
  return told;
};

function showTip(heading, rows, x, y) {
  const list = element("dl");
  for (const [name, value] of rows)
    list.append(element("dt", {text: name}), element("dd", {text: value, dir: "auto"}));
  tip.replaceChildren(element("b", {text: heading, dir: "auto"}), list);
  tip.hidden = false;
  const {offsetWidth, offsetHeight} = tip;
  tip.style.left =
      Math.max(4, x + 14 + offsetWidth > window.innerWidth ? x - 14 - offsetWidth : x + 14) + "px";
  tip.style.top = Math.max(4, Math.min(window.innerHeight - offsetHeight - 4, y + 10)) + "px";
}

// A device as its heading: what it did not run, or that it is slow, is said beside its name.
BoxPanel.prototype.heading = function(i) {
  const about = !this.boxes.count[i] ? "missing" : this.boxes.slow.has(i) ? "slow" : "";
  return this.page.labels[i] + (about ? " \u2013 " + say(about) : "");
};

// Tells of the box at a place, beside it or beside the pointer.
BoxPanel.prototype.tell = function(at, pointerY) {
  const i = this.order[at], box = this.plot.getBoundingClientRect();
  const middle = this.boxes.has(i) ? this.yPixel(this.boxes.median[i]) : this.frame.top;
  const rows = this.boxes.count[i] ? this.rows(i) : [];
  showTip(
      this.heading(i), rows, box.left + this.x.pixel(at),
      box.top + (pointerY === undefined ? middle : pointerY));
  this.drawAbove(at, null);
  return rows;
};

BoxPanel.prototype.tellKey = function() {
  const box = this.caption.getBoundingClientRect();
  const rows = say("key").map((name, i) => [name, this.key[i]]);
  showTip(this.name, rows.filter(([, value]) => value !== ""), box.left, box.top + 14);
};

const spoken = (text) => (document.getElementById("spoken").textContent = text);

// The name of the plot for those who cannot see it, with the whole key and what it shows.
BoxPanel.prototype.describe = function() {
  const {there, median} = this.boxes;
  let text = say("noValues");
  if (there.length > 0) {
    const sorted = [...there].sort((a, b) => median[a] - median[b]), last = sorted.length - 1;
    text = say("spoken")(
        shownNumber(median[sorted[0]]), shownNumber(median[sorted[last]]), there.length,
        this.page.labels[sorted[last]]);
  }
  this.plot.setAttribute("aria-label", this.key.filter((k) => k !== "").join(", ") + ": " + text);
};

// The place that the pointer means: the one it is over, or a box that reaches there; in a ribbon a
// slow one close by.
BoxPanel.prototype.placeAt = function(px, py) {
  if (!this.frame || !this.frame.grown(0)(px, py) || this.order.length === 0) return -1;
  const at = Math.max(0, Math.min(this.order.length - 1, Math.round(this.x.valueAt(px))));
  const {boxes, order} = this, reach = this.ribbon ? 3 : this.halfBox;
  const meant = (place) => place in order && Math.abs(this.x.pixel(place) - px) <= reach &&
      (this.ribbon ? boxes.slow.has(order[place]) : boxes.has(order[place]));
  for (let by = 0; by <= Math.ceil(reach / this.step); ++by)
    for (const near of [at - by, at + by])
      if (meant(near)) return near;
  return at;
};

BoxPanel.prototype.hover = function(px, py) {
  const at = this.placeAt(px, py);
  if (at >= 0) {
    this.tell(at, py);
  } else {
    this.drawAbove(-1, null);
    tip.hidden = true;
  }
};

// A shade over the column that is told of, or the rectangle that is being drawn.
BoxPanel.prototype.drawAbove = function(at, rectangle) {
  if (!this.frame) return;
  const context = this.above.getContext("2d"), theme = themeNow();
  const {ratio, top, height, left, width} = this.frame;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, this.above.width, this.above.height);
  let area = rectangle;
  if (at >= 0) {
    const half = Math.max(2, this.step / 2, this.ribbon ? 0 : this.halfBox), x = this.x.pixel(at);
    const from = Math.max(left, x - half);
    area = [from, top, Math.min(left + width, x + half) - from, height];
  }
  if (!area) return;
  context.fillStyle = theme.focus;
  context.strokeStyle = theme.focus;
  context.globalAlpha = 0.16;
  context.fillRect(...area);
  context.globalAlpha = 1;
  if (rectangle) {
    context.setLineDash([4, 3]);
    context.strokeRect(...area);
    context.setLineDash([]);
  }
};
)js";

}  // namespace proflens::plot::html_boxes
