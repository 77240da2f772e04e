#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: boxes, the ribbon of many, outliers, slow devices.
inline constexpr std::string_view script_draw = R"js(
// ---- boxes and ribbons -----------------------------------------------------------------------

// The places that are in view.
BoxPanel.prototype.inView = function() {
  const first = Math.max(0, Math.ceil(this.x.low - 0.5)), places = [];
  const last = Math.min(this.order.length - 1, Math.floor(this.x.high + 0.5));
  for (let at = first; at <= last; ++at)
    if (this.boxes.has(this.order[at])) places.push(at);
  return places;
};

// How many places the closest boxes are apart: where few devices ran an operator, theirs are wide.
BoxPanel.prototype.leastGap = function(places) {
  let gap = this.order.length;
  for (let i = 1; i < places.length; ++i) gap = Math.min(gap, places[i] - places[i - 1]);
  return gap;
};

BoxPanel.prototype.drawBoxes = function(context, theme) {
  const {left, top, width, height} = this.frame, places = this.inView();
  context.save();
  context.beginPath();
  context.rect(left, top - 1, width + 1, height + 2);
  context.clip();
  this.room = this.step * this.leastGap(places);
  this.ribbon = this.room < ribbonBelow;
  if (this.ribbon)
    this.drawRibbon(context, theme, places);
  else
    this.drawSingly(context, theme, places);
  context.restore();
  this.drawMarked(context, theme, places);
};

BoxPanel.prototype.drawSingly = function(context, theme, places) {
  const half = this.halfBox;
  for (const at of places) {
    const i = this.order[at], x = this.x.pixel(at), slow = this.boxes.slow.has(i);
    const look = {
      half,
      edge: slow ? theme.slow : theme.box,
      face: slow ? theme.slowFace : theme.face
    };
    if (this.withOutliers) this.drawOutliers(context, i, x, look);
    this.drawBox(context, theme, i, x, look);
  }
};

BoxPanel.prototype.drawBox = function(context, theme, i, x, {half, edge, face}) {
  const {boxes} = this, q1 = this.yPixel(boxes.q1[i]), q3 = this.yPixel(boxes.q3[i]);
  const low = this.yPixel(boxes.low(i)), high = this.yPixel(boxes.high(i));
  const median = this.yPixel(boxes.median[i]), cap = half * 0.5;
  context.lineWidth = half < 4 ? 1 : 1.3;
  context.strokeStyle = edge;
  context.fillStyle = face;
  context.fillRect(x - half, q3, 2 * half, q1 - q3);
  context.beginPath();
  context.rect(x - half, q3, 2 * half, q1 - q3);
  for (const [from, to] of [[q1, low], [q3, high]]) {
    context.moveTo(x, from);
    context.lineTo(x, to);
    context.moveTo(x - cap, to);
    context.lineTo(x + cap, to);
  }
  context.stroke();
  context.strokeStyle = theme.ink;
  context.lineWidth = half < 4 ? 1.5 : 2;
  context.beginPath();
  context.moveTo(x - half, median);
  context.lineTo(x + half, median);
  context.stroke();
  if (half >= 4 && Number.isFinite(boxes.mean[i]))
    this.drawMean(context, theme, x, this.yPixel(boxes.mean[i]), Math.min(4, half * 0.6));
};

BoxPanel.prototype.drawMean = function(context, theme, x, y, size) {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.fillStyle = theme.page;
  context.fill();
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  context.stroke();
};

BoxPanel.prototype.drawOutliers = function(context, i, x, {half, edge}) {
  const radius = Math.max(1.2, Math.min(2.5, half * 0.4));
  context.fillStyle = edge;
  context.globalAlpha = 0.65;
  for (const value of this.boxes.outliersOf(i)) {
    context.beginPath();
    context.arc(x, this.yPixel(value), radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
};

// Whole columns of pixels, or seams would show; the boxes of one column together: the outermost of
// each kind.
BoxPanel.prototype.stripes = function(places) {
  const stripes = new Map(), {boxes} = this, {ratio} = this.frame;
  const whole = (pixel) => Math.round(pixel * ratio) / ratio;
  for (const at of places) {
    const i = this.order[at], x = whole(this.x.pixel(at - 0.5));
    const width = Math.max(1 / ratio, whole(this.x.pixel(at + 0.5)) - x);
    let stripe = stripes.get(x);
    if (!stripe)
      stripes.set(x, stripe = {
        x,
        width,
        low: Infinity,
        q1: Infinity,
        least: Infinity,
        most: -Infinity,
        q3: -Infinity,
        high: -Infinity
      });
    stripe.low = Math.min(stripe.low, boxes.low(i));
    stripe.q1 = Math.min(stripe.q1, boxes.q1[i]);
    stripe.least = Math.min(stripe.least, boxes.median[i]);
    stripe.most = Math.max(stripe.most, boxes.median[i]);
    stripe.q3 = Math.max(stripe.q3, boxes.q3[i]);
    stripe.high = Math.max(stripe.high, boxes.high(i));
  }
  return Array.from(stripes.values());
};

BoxPanel.prototype.drawRibbon = function(context, theme, places) {
  const stripes = this.stripes(places);
  const fill = (color, low, high, least) => {
    context.fillStyle = color;
    for (const stripe of stripes) {
      const top = this.yPixel(stripe[high]), bottom = this.yPixel(stripe[low]);
      const size = Math.max(least, bottom - top);
      context.fillRect(stripe.x, (top + bottom - size) / 2, stripe.width, size);
    }
  };
  if (this.withOutliers)
    for (const at of places)
      this.drawOutliers(
          context, this.order[at], this.x.pixel(at), {half: this.step / 2, edge: theme.box});
  fill(theme.whiskers, "low", "high", 1);
  fill(theme.quartiles, "q1", "q3", 1);
  this.drawMedians(context, theme, stripes);
};

// One line through the medians; it breaks where devices are missing.
BoxPanel.prototype.drawMedians = function(context, theme, stripes) {
  context.strokeStyle = theme.median;
  context.lineWidth = 1;
  context.beginPath();
  let end = -Infinity;
  for (const {x, width, least, most} of stripes) {
    const from = this.yPixel(least), to = this.yPixel(most);
    if (x > end + 0.5) context.moveTo(x, from);
    context.lineTo(x, from);
    context.lineTo(x, to);
    context.lineTo(x + width, to);
    end = x + width;
  }
  context.stroke();
};

// Names above slow devices where not every device has its name below; of a ribbon without slow
// devices the three with the largest medians.
BoxPanel.prototype.drawMarked = function(context, theme, places) {
  const {boxes} = this, median = (at) => boxes.median[this.order[at]];
  const byMedian = (some) => some.sort((a, b) => median(b) - median(a));
  let marked = byMedian(places.filter((at) => boxes.slow.has(this.order[at])));
  const slow = marked.length > 0;
  if (!slow && this.ribbon && boxes.there.length > 3)
    marked = byMedian(places.filter((at) => median(at) > boxes.middle)).slice(0, 3);
  context.font = fontOf(tickSize);
  context.textAlign = "center";
  context.textBaseline = "bottom";
  const taken = [];
  for (const at of marked) {
    if (slow && this.ribbon) this.drawSlowStripe(context, theme, at);
    this.drawMark(context, slow ? theme.slow : theme.faint, at, taken);
  }
};

// A slow device of a ribbon, wide enough to be seen.
BoxPanel.prototype.drawSlowStripe = function(context, theme, at) {
  const i = this.order[at], x = Math.round(this.x.pixel(at)), {top, height} = this.frame;
  const inside = (value) => Math.max(top, Math.min(top + height, this.yPixel(value)));
  const median = inside(this.boxes.median[i]), half = Math.max(2, this.step / 2);
  context.strokeStyle = theme.slow;
  context.lineWidth = Math.max(2, Math.min(3, this.step));
  context.beginPath();
  context.moveTo(x, inside(this.boxes.low(i)));
  context.lineTo(x, inside(this.boxes.high(i)));
  context.moveTo(x - half, median);
  context.lineTo(x + half, median);
  context.stroke();
};

BoxPanel.prototype.drawMark = function(context, color, at, taken) {
  const {left, top, width, height} = this.frame, i = this.order[at], x = this.x.pixel(at);
  if (x < left - 1 || x > left + width + 1) return;
  const outliers = this.withOutliers ? this.boxes.outliersOf(i) : [];
  const highest = outliers.reduce((a, b) => Math.max(a, b), this.boxes.high(i));
  const y = Math.max(top, Math.min(top + height, this.yPixel(highest)));
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, y - 4);
  context.lineTo(x - 3.5, y - 10);
  context.lineTo(x + 3.5, y - 10);
  context.fill();
  const text = shortened(context, this.x.names[at], 150);
  const half = context.measureText(text).width / 2 + 3;
  const middle = Math.max(left + half, Math.min(left + width - half, x));
  const free =
      taken.every((t) => Math.abs(t.x - middle) >= t.half + half || Math.abs(t.y - y) >= 13);
  if (!free) return;
  taken.push({x: middle, y, half});
  context.fillText(text, middle, y - 10);
};
)js";

}  // namespace proflens::plot::html_boxes
