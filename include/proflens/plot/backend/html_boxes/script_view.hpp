#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: zoom and selection by pointer and by keys.
inline constexpr std::string_view script_view = R"js(
// ---- zoom ------------------------------------------------------------------------------------

BoxPanel.prototype.changed = function() {
  tip.hidden = true;
  const at = (axis) => axis.low === axis.home.low && axis.high === axis.home.high;
  this.reset.disabled = at(this.x) && at(this.y);
  this.redraw();
};

BoxPanel.prototype.resetView = function() {
  this.toHome();
  this.changed();
  this.sayView();
};

// At least one device wide, and not beyond the first and the last.
BoxPanel.prototype.showDevices = function(low, high) {
  const {home} = this.x, width = Math.min(home.high - home.low, Math.max(1, high - low));
  const from = Math.max(home.low, Math.min(home.high - width, (low + high - width) / 2));
  this.x.setView(from, from + width);
};

// About a pixel; `axis`: "x" or "y".
BoxPanel.prototype.zoom = function(factor, axis, pixel) {
  const a = this[axis], place = (pixel - a.offset) / a.factor;
  const ends = [a.low, a.high].map((v) => a.value(place + (a.place(v) - place) * factor));
  if (axis === "x")
    this.showDevices(...ends);
  else
    a.setView(...ends);
  this.changed();
};

BoxPanel.prototype.sayView = function() {
  if (this.order.length === 0) return;
  const first = Math.max(0, Math.ceil(this.x.low)), last = Math.floor(this.x.high);
  spoken(say("view")(
      this.x.names[first], this.x.names[Math.min(last, this.order.length - 1)],
      shownNumber(this.y.low), shownNumber(this.y.high)));
};

// ---- keys ------------------------------------------------------------------------------------

// Goes to a box, moves the view there if need be, and tells of it.
BoxPanel.prototype.select = function(at) {
  if (this.order.length === 0) return;
  this.selected = Math.max(0, Math.min(this.order.length - 1, at));
  const width = this.x.high - this.x.low, half = 0.5;
  if (this.selected - half < this.x.low)
    this.showDevices(this.selected - half, this.selected - half + width);
  else if (this.selected + half > this.x.high)
    this.showDevices(this.selected + half - width, this.selected + half);
  this.changed();
  requestAnimationFrame(() => {
    const rows = this.tell(this.selected), heading = this.heading(this.order[this.selected]);
    spoken(heading + ": " + rows.map(([name, value]) => name + " " + value).join(", "));
  });
};

BoxPanel.prototype.onKey = function(event) {
  const {left, width} = this.frame, last = this.order.length - 1;
  const zoom = (factor) => {
    const inside = this.selected >= this.x.low && this.selected <= this.x.high;
    this.zoom(factor, "x", inside ? this.x.pixel(this.selected) : left + width / 2);
    this.sayView();
  };
  const actions = {
    ArrowLeft: () => this.select(this.selected < 0 ? last : this.selected - 1),
    ArrowRight: () => this.select(this.selected + 1),
    Home: () => this.select(0),
    End: () => this.select(last),
    "+": () => zoom(0.8),
    "=": () => zoom(0.8),
    "-": () => zoom(1.25),
    0: () => this.resetView(),
    Escape: () => this.leave()
  };
  const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
};

BoxPanel.prototype.leave = function() {
  this.drag = null;
  tip.hidden = true;
  this.drawAbove(-1, null);
};

// ---- pointer ---------------------------------------------------------------------------------

BoxPanel.prototype.onDragged = function(px, py) {
  const {left, top, width, height} = this.frame;
  const inside = (v, low, size) => Math.max(low, Math.min(low + size, v));
  const x = [this.drag.x, inside(px, left, width)].sort((a, b) => a - b);
  const y = [this.drag.y, inside(py, top, height)].sort((a, b) => a - b);
  return {x, y, rectangle: [x[0], y[0], x[1] - x[0], y[1] - y[0]]};
};

// A flat rectangle chooses a range of one axis only.
BoxPanel.prototype.endDrag = function(px, py) {
  const {x, y} = this.onDragged(px, py);
  this.leave();
  const wide = x[1] - x[0] >= 5, high = y[1] - y[0] >= 5;
  if (wide) this.showDevices(this.x.valueAt(x[0]), this.x.valueAt(x[1]));
  if (high) this.y.show(...y);
  if (wide || high) this.changed();
};

BoxPanel.prototype.onMove = function(px, py) {
  if (this.drag)
    this.drawAbove(-1, this.onDragged(px, py).rectangle);
  else if (this.plot.matches(":hover"))
    this.hover(px, py);
};

// Where the pointer was last, on the screen, and when the page was last scrolled.
let pointerAt = "", scrolledAt = -Infinity;
document.addEventListener("scroll", () => (scrolledAt = performance.now()), {passive: true});

// The wheel must still scroll a page of many panels: it zooms the one that has the focus or that
// the pointer was moved to, not one that came below the pointer by scrolling.
BoxPanel.prototype.wheelIsMeant = function(event) {
  return this.page.panels.length === 1 || event.ctrlKey ||
      this.root.contains(document.activeElement) ||
      (this.pointed && performance.now() - scrolledAt > 500);
};

BoxPanel.prototype.onWheel = function(event, px, py) {
  const {left, top, height} = this.frame;
  const onAxis = px < left && py >= top && py <= top + height;
  if (!(onAxis || this.frame.grown(0)(px, py)) || !this.wheelIsMeant(event)) return;
  const turned = event.deltaY || event.deltaX;  // Shift turns the one into the other
  const by = Math.max(-300, Math.min(300, turned * (event.deltaMode === 1 ? 30 : 1)));
  const along = onAxis || event.shiftKey || this.order.length < 2 ? "y" : "x";
  const whole = this.x.low === this.x.home.low && this.x.high === this.x.home.high;
  if (along === "x" && by > 0 && whole) return;  // nothing to zoom out of: the page scrolls on
  event.preventDefault();
  this.zoom(1.0015 ** by, along, along === "y" ? py : px);
};

BoxPanel.prototype.listen = function() {
  const {plot} = this, place = (event) => {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let latest = null;
  plot.addEventListener("pointermove", (event) => {
    const asked = latest !== null, at = event.screenX + " " + event.screenY;
    if (at !== pointerAt) this.pointed = true;  // else the page moved below the pointer
    pointerAt = at;
    latest = place(event);
    if (!asked)
      requestAnimationFrame(() => {
        this.onMove(...latest);
        latest = null;
      });
  });
  plot.addEventListener("pointerdown", (event) => {
    const [x, y] = place(event);
    if (event.pointerType === "touch") this.hover(x, y);  // a finger scrolls the page, and taps
    if (event.button !== 0 || event.pointerType === "touch" || !this.frame.grown(0)(x, y)) return;
    this.drag = {x, y};
    plot.setPointerCapture(event.pointerId);
    tip.hidden = true;
  });
  plot.addEventListener("pointerup", (event) => this.drag && this.endDrag(...place(event)));
  plot.addEventListener("pointercancel", () => this.leave());
  plot.addEventListener("pointerleave", (event) => {
    this.pointed = false;
    if (!this.drag && event.pointerType !== "touch") this.leave();
  });
  plot.addEventListener("dblclick", () => this.resetView());
  plot.addEventListener("keydown", (event) => this.onKey(event));
  plot.addEventListener("blur", () => this.leave());
  plot.addEventListener("wheel", (event) => this.onWheel(event, ...place(event)), {passive: false});
  this.caption.addEventListener("pointerenter", () => this.tellKey());
  this.caption.addEventListener("pointerleave", () => (tip.hidden = true));
  new ResizeObserver(() => {
    const size = plot.clientWidth + "x" + plot.clientHeight;
    if (this.drawnSize !== size && this.frame) this.redraw();
    this.drawnSize = size;
  }).observe(plot);
};
)js";

}  // namespace proflens::plot::html_boxes
