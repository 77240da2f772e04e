#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Last part of the page's script: pointer, keys, colours of the page, printing, and the start.
inline constexpr std::string_view script_page = R"js(
// ---- what lies under the pointer -------------------------------------------------------------

const tip = element("div", {class: "tip", role: "tooltip"});
tip.hidden = true;

Panel.prototype.hitAt = function(px, py) {
  const {frame} = this;
  if (!frame || !frame.grown(0)(px, py)) return null;
  let best = null;
  for (const layer of this.layers) {
    const hit = layer.series.hidden ? null : layer.hit(frame, px, py);
    if (hit && hit.distance < 30 && (!best || hit.distance <= best.distance)) best = hit;
  }
  return best;
};

Panel.prototype.hover = function(px, py) {
  const hit = this.hitAt(px, py);
  this.drawAbove(hit, null);
  if (!hit) {
    tip.hidden = true;
    return null;
  }
  const list = element("dl");
  for (const [name, value] of hit.rows)
    list.append(element("dt", {text: name}), element("dd", {text: value}));
  const label = hit.layer.series.label;
  tip.replaceChildren(...(label ? [element("b", {text: label})] : []), list);
  tip.hidden = false;
  const box = this.plot.getBoundingClientRect(), x = box.left + hit.at[0], y = box.top + hit.at[1];
  const {offsetWidth, offsetHeight} = tip;
  tip.style.left =
      Math.max(4, x + 14 + offsetWidth > window.innerWidth ? x - 14 - offsetWidth : x + 14) + "px";
  tip.style.top = Math.max(4, Math.min(window.innerHeight - offsetHeight - 4, y + 10)) + "px";
  return hit;
};

// A ring about what the tooltip tells of, or the rectangle that is being drawn.
Panel.prototype.drawAbove = function(hit, rectangle) {
  const context = this.above.getContext("2d"), theme = themeNow(), {ratio} = this.frame;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, this.above.width, this.above.height);
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  if (hit && hit.area)
    context.rect(...hit.area);
  else if (hit)
    context.arc(
        hit.at[0], hit.at[1], (hit.layer.look ? hit.layer.look.width : 6) / 2 + 4, 0, 2 * Math.PI);
  if (rectangle) {
    context.setLineDash([4, 3]);
    context.rect(...rectangle);
    context.globalAlpha = 0.15;
    context.fillStyle = theme.ink;
    context.fillRect(...rectangle);
    context.globalAlpha = 1;
  }
  context.stroke();
  context.setLineDash([]);
};

// ---- zoom and pan ----------------------------------------------------------------------------

Panel.prototype.zoom = function(factor, px, py) {
  for (const [axis, at] of [[this.x, px], [this.y, py]]) {
    const place = (at - axis.offset) / axis.factor, low = axis.place(axis.low),
          high = axis.place(axis.high);
    axis.setView(
        axis.value(place + (low - place) * factor), axis.value(place + (high - place) * factor));
  }
  this.changed();
};

Panel.prototype.pan = function(byX, byY) {
  for (const [axis, by] of [[this.x, byX], [this.y, byY]]) {
    const step = (axis.place(axis.high) - axis.place(axis.low)) * by * (axis.reversed ? -1 : 1);
    axis.setView(axis.value(axis.place(axis.low) + step), axis.value(axis.place(axis.high) + step));
  }
  this.changed();
};

// Shows a view that has changed, in all panels that share it.
Panel.prototype.changed = function() {
  tip.hidden = true;
  const shared = [["x", this.figure.share_x, "logX"], ["y", this.figure.share_y, "logY"]];
  for (const panel of window.proflens.panels) {
    for (const [name, share, button] of panel === this ? [] : shared) {
      if (!share) continue;
      const {low, high, log, home} = this[name];
      Object.assign(panel[name], {low, high, log, home: {...home}});
      panel[button].setAttribute("aria-pressed", String(log));
    }
    if (panel !== this && !shared[0][1] && !shared[1][1]) continue;
    panel.say();
    panel.redraw();
  }
  document.getElementById("spoken").textContent = this.spoken();
};

Panel.prototype.onKey = function(event) {
  const middle = [this.frame.left + this.frame.width / 2, this.frame.top + this.frame.height / 2];
  const actions = {
    ArrowLeft: () => this.pan(-0.1, 0),
    ArrowRight: () => this.pan(0.1, 0),
    ArrowUp: () => this.pan(0, 0.1),
    ArrowDown: () => this.pan(0, -0.1),
    "+": () => this.zoom(0.8, ...middle),
    "=": () => this.zoom(0.8, ...middle),
    "-": () => this.zoom(1.25, ...middle),
    0: () => this.resetView(),
    Escape: () => this.endDrag()
  };
  const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
};

Panel.prototype.endDrag = function() {
  this.drag = null;
  tip.hidden = true;
  this.drawAbove(null, null);
};

Panel.prototype.onDragged = function(px, py) {
  const {left, top, width, height} = this.frame;
  const inside = (v, low, size) => Math.max(low, Math.min(low + size, v));
  const x = [this.drag.x, inside(px, left, width)].sort((a, b) => a - b);
  const y = [this.drag.y, inside(py, top, height)].sort((a, b) => a - b);
  return {x, y, rectangle: [x[0], y[0], x[1] - x[0], y[1] - y[0]]};
};

Panel.prototype.listen = function(panels) {
  const {plot} = this, place = (event) => {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  let latest = null;
  plot.addEventListener("pointermove", (event) => {
    const asked = latest !== null;
    latest = place(event);
    if (!asked)
      requestAnimationFrame(() => {
        const at = latest;
        latest = null;
        if (this.drag)
          this.drawAbove(null, this.onDragged(...at).rectangle);
        else if (plot.matches(":hover"))
          this.hover(...at);
      });
  });
  plot.addEventListener("pointerdown", (event) => {
    const [x, y] = place(event);
    if (event.button !== 0 || event.pointerType === "touch" || !this.frame.grown(0)(x, y)) return;
    this.drag = {x, y};
    plot.setPointerCapture(event.pointerId);
    tip.hidden = true;
  });
  plot.addEventListener("pointerup", (event) => {
    if (!this.drag) return;
    const {x, y} = this.onDragged(...place(event));
    this.endDrag();
    if (x[1] - x[0] < 5 && y[1] - y[0] < 5) return;
    // A flat rectangle chooses a range of one axis only.
    if (x[1] - x[0] >= 5) this.x.show(...x);
    if (y[1] - y[0] >= 5) this.y.show(...y);
    this.changed();
  });
  plot.addEventListener("pointercancel", () => this.endDrag());
  plot.addEventListener("pointerleave", () => this.drag || this.endDrag());
  plot.addEventListener("dblclick", () => this.resetView());
  plot.addEventListener("keydown", (event) => this.onKey(event));
  plot.addEventListener("wheel", (event) => {
    const at = place(event);
    // On a page of many panels the wheel must still scroll: it zooms the one in use.
    if (!this.frame.grown(0)(...at) ||
        (panels > 4 && document.activeElement !== plot && !event.ctrlKey))
      return;
    event.preventDefault();
    this.zoom(
        1.0015 ** Math.max(-300, Math.min(300, event.deltaY * (event.deltaMode === 1 ? 30 : 1))),
        ...at);
  }, {passive: false});
  new ResizeObserver(() => {
    const {width, height} = this.size();
    if (this.drawnSize === width + "x" + height) return;
    this.drawnSize = width + "x" + height;
    if (this.frame) this.redraw();
  }).observe(plot);
};

// ---- the page --------------------------------------------------------------------------------

const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosenTheme = null, printing = false;

function themeNow() {
  const style = getComputedStyle(root), color = (name) => style.getPropertyValue(name).trim();
  const long = (hex) => (hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex);
  return {
    dark: root.dataset.theme === "dark",
    page: long(color("--page")),
    ink: long(color("--ink")),
    line: color("--line"),
    faint: color("--faint")
  };
}

// The look of a point layer in pixels of the page, from points.
function withPixels(layer) {
  const px = 4 / 3;
  if (layer.kind === "points")
    layer.look = {
      outline: layer.outline,
      width: Math.sqrt(layer.size) * px,
      edgeWidth: layer.edge_width * px,
      edge: layer.edge,
      alpha: layer.alpha,
      open: layer.open
    };
  for (const name of ["width", "cap", "right_by", "up_by"])
    if (layer[name] !== undefined) layer[name] *= px;
  if (layer.dashes) layer.dashes = layer.dashes.map((d) => d * px);
  if (layer.kind === "text") layer.size *= px;
}

function start() {
  const figure = JSON.parse(document.getElementById("figure").textContent);
  for (const axes of figure.axes)
    axes.series.forEach((series) => series.layers.forEach(withPixels));
  paper = figure.style;
  if (luminance(rgbOf(paper.page)) < 0.2) chosenTheme = "dark";  // the figure was made for it
  const panels = figure.axes.map((axes, i) => new Panel(axes, figure, i));
  figure.panels = panels;
  const grid = document.getElementById("panels");
  grid.style.setProperty("--columns", figure.columns);
  grid.append(...panels.map((panel) => panel.root));
  document.body.append(tip);
  for (const note of figure.notes)
    document.getElementById("notes").append(
        note.about ?
            element("li", {}, element("bdi", {text: isolated(note.about)}), ": ", note.text) :
            element("li", {text: note.text}));

  const themeButton = document.getElementById("theme");
  const applyTheme = () => {
    const isDark = !printing && (chosenTheme === null ? dark.matches : chosenTheme === "dark");
    root.dataset.theme = isDark ? "dark" : "light";
    themeButton.setAttribute("aria-pressed", String(isDark));
  };
  const redrawAll = () => panels.forEach((panel) => panel.redraw());
  themeButton.addEventListener("click", () => {
    chosenTheme = root.dataset.theme === "dark" ? "light" : "dark";
    applyTheme(), redrawAll();
  });
  dark.addEventListener("change", () => (applyTheme(), redrawAll()));
  // On paper: light, and with the pixels of a printer.
  const print = (begins) => {
    printing = begins;
    applyTheme();
    for (const panel of panels)
      panel.draw(begins ? Math.max(4, window.devicePixelRatio) : window.devicePixelRatio || 1);
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  applyTheme();
  for (const panel of panels) {
    panel.draw(window.devicePixelRatio || 1);
    panel.listen(panels.length);
    panel.say();
  }
  window.proflens = {panels};
  requestAnimationFrame(
      () => setTimeout(() => (root.dataset.readyMs = Math.round(performance.now()))));
}

start();
)js";

}  // namespace proflens::plot::html_page
