#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Seventh part of the page's script: one panel, its elements, its legend and its view.
inline constexpr std::string_view script_panel = R"js(
// ---- a panel ---------------------------------------------------------------------------------

class Panel {
  constructor(described, figure, index) {
    this.figure = figure;
    this.index = index;
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
    this.build();
  }

  build() {
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
    this.root = element("section", {class: "panel", id: "panel-" + this.index});
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
        element("span", {text: series.label}));
    button.addEventListener("click", () => {
      series.hidden = !series.hidden;
      button.setAttribute("aria-pressed", String(!series.hidden));
      this.redraw();
    });
    series.swatch = swatch;
    return element("li", {}, button);
  }

  // The layers of all panels that share this axis.
  layersAlong(axis) {
    const shared = axis === this.x ? this.figure.share_x : this.figure.share_y;
    return (shared && this.figure.panels || [this]).flatMap((panel) => panel.layers);
  }

  positiveRange(axis) {
    const ranges = {
      x: {low: Infinity, high: -Infinity, positive: true},
      y: {low: Infinity, high: -Infinity, positive: true}
    };
    for (const layer of this.layersAlong(axis)) layer.extend(ranges);
    const range = axis === this.x ? ranges.x : ranges.y;
    if (range.low <= range.high) return range;
    return axis.high > 0 ? {low: axis.low > 0 ? axis.low : axis.high / 1000, high: axis.high} :
                           null;
  }
  wholeRange(axis) {
    const ranges = {x: {low: Infinity, high: -Infinity}, y: {low: Infinity, high: -Infinity}};
    for (const layer of this.layersAlong(axis)) layer.extend(ranges);
    const range = axis === this.x ? ranges.x : ranges.y;
    return range.low <= range.high ? range : {low: axis.low, high: axis.high};
  }

  // The shares of the height that marks on the frame take at its edges.
  edgeRoom() {
    const room = {below: 0, above: 0};
    for (const layer of this.layers.filter((l) => l.on_frame))
      for (const [low, high] of layer.reach(this.frame.height)) {
        if (low + high < 1)
          room.below = Math.max(room.below, Math.min(0.3, high));
        else
          room.above = Math.max(room.above, Math.min(0.3, 1 - low));
      }
    return room;
  }

  toggleLog(axis, button) {
    const log = !axis.log;
    const room = axis === this.y ? this.edgeRoom() : {below: 0, above: 0};
    axis.setLog(log, log ? this.positiveRange(axis) : this.wholeRange(axis), room);
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
    const named = (axis) => !axis.named || axis.names.some((name) => name !== "");
    return [this.x, this.y].filter(named).map(along).join(", ");
  }
  say() {
    const name = this.title || document.title;
    this.plot.setAttribute("aria-label", name + ": " + this.spoken());
  }
}
)js";

}  // namespace proflens::plot::html_page
