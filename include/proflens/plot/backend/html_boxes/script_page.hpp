#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Last part of the script of a page of box plots: controls, theme, language, print, start.
inline constexpr std::string_view script_page = R"js(
// ---- the page --------------------------------------------------------------------------------

const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosenTheme = null, printing = false, themeColors = null;

// The colours of the style sheet, read once for each theme.
function themeNow() {
  if (themeColors && themeColors.of === root.dataset.theme) return themeColors;
  const style = getComputedStyle(root), color = (name) => style.getPropertyValue(name).trim();
  themeColors = {of: root.dataset.theme, slowFace: color("--slow-face")};
  for (const name
           of ["page", "ink", "faint", "grid", "shade", "box", "face", "slow", "whiskers",
               "quartiles", "median", "focus"])
    themeColors[name] = color("--" + name);
  return themeColors;
}

function labelledControl(key, control) {
  return element("label", {}, wordedElement("span", {}, key), control);
}

function textFilter(key, hintKey, changed) {
  const input = hint(element("input", {type: "search", id: key}), hintKey, "placeholder");
  input.addEventListener("input", () => changed(input.value.trim().toLowerCase()));
  return labelledControl(key, input);
}

function choice(key, values, chosen, changed) {
  const options = values.map(
      ([value, word]) =>
          word ? wordedElement("option", {value}, word) : element("option", {value, text: value}));
  const select = element("select", {id: key}, ...options);
  select.value = chosen;
  select.addEventListener("change", () => changed(select.value));
  return labelledControl(key, select);
}

function toggle(key, pressed, changed) {
  const button =
      wordedElement("button", {type: "button", id: key, "aria-pressed": String(pressed)}, key);
  button.addEventListener("click", () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    changed(now);
  });
  return button;
}

class Page {
  constructor(described) {
    Object.assign(this, described);
    sizes = described.sizes;
    const devices = this.labels.length;
    this.settings =
        {sort: "device", log: false, outliers: devices <= 128, device: "", operator: ""};
    this.shown = this.labels.map((_, i) => i);
    this.panels = described.panels.map((panel, i) => new BoxPanel(panel, this, i));
    this.columns = devices > 160 || this.panels.length === 1 ? 1 : 2;
    this.grid = document.getElementById("panels");
    this.build();
  }

  build() {
    const set = (name) => (value) => {
      this.settings[name] = value;
      this.rearrange();
    };
    const controls = document.getElementById("controls");
    controls.append(
        textFilter("operators", "operatorsHint", (text) => this.filterOperators(text)),
        textFilter("devices", "devicesHint", (text) => this.filterDevices(text)),
        choice(
            "sort", [["device", "byDevice"], ["median", "byMedian"], ["spread", "bySpread"]],
            "device", set("sort")),
        choice(
            "columns", [["1"], ["2"], ["3"], ["4"]], String(this.columns),
            (count) => this.setColumns(Number(count))),
        toggle("log", false, set("log")),
        toggle("outliers", this.settings.outliers, set("outliers")));
    this.status = element("output", {id: "shown"});
    controls.append(this.status);
    this.setColumns(this.columns);
    this.grid.append(...this.panels.map((panel) => panel.root));
    worded.push(() => this.sayTexts(), () => this.sayShown());
  }

  setColumns(count) {
    this.grid.style.setProperty("--columns", count);
    for (const panel of this.panels) panel.wide.hidden = count === 1;
  }

  filterOperators(text) {
    this.settings.operator = text;
    for (const panel of this.panels) panel.root.hidden = !panel.name.toLowerCase().includes(text);
    this.sayShown();
  }

  filterDevices(text) {
    this.shown = [];
    this.labels.forEach((label, i) => label.toLowerCase().includes(text) && this.shown.push(i));
    this.sayShown();
    this.rearrange();
  }

  rearrange() {
    tip.hidden = true;
    for (const panel of this.panels) panel.stale = true;
    this.redraw();
  }
  redraw() {
    for (const panel of this.panels) panel.redraw();
  }

  sayShown() {
    const panels = this.panels.filter((panel) => !panel.root.hidden).length;
    const all = this.panels.length;
    this.status.textContent = all > 0 && panels === 0 ?
        say("noOperator") :
        say("shown")(...[panels, all, this.shown.length, this.labels.length].map(grouped));
  }

  sayTexts() {
    const own = this.title[language === "zh" ? 1 : 0];
    const title =
        own || say("title")(this.feature, grouped(this.panels.length), grouped(this.labels.length));
    document.title = title;
    document.querySelector("h1").textContent = title;
    document.getElementById("keys").textContent = say("keys");
    const notes = [
      ...this.notes.map((note) => note[language === "zh" ? 1 : 0]), say("legend"), say("digits")
    ];
    document.getElementById("notes").replaceChildren(
        ...notes.map((text) => element("li", {text, dir: "auto"})));
  }

  // Draws panels when they come near; what is far away waits.
  watch() {
    const watcher = new IntersectionObserver((seen) => {
      for (const {target, isIntersecting} of seen) {
        const panel = this.panels[Number(target.id.slice("panel-".length))];
        panel.visible = isIntersecting;
        if (isIntersecting && panel.dirty) panel.redraw();
      }
    }, {rootMargin: "300px"});
    for (const panel of this.panels) {
      panel.dirty = true;
      panel.listen();
      watcher.observe(panel.root);
    }
  }
}

// ---- start -----------------------------------------------------------------------------------

function applyTheme(page) {
  const isDark = !printing && (chosenTheme === null ? dark.matches : chosenTheme === "dark");
  root.dataset.theme = isDark ? "dark" : "light";
  document.getElementById("dark").setAttribute("aria-pressed", String(isDark));
  page.redraw();
}

function applyLanguage(page) {
  root.lang = language === "zh" ? "zh-CN" : "en";
  for (const write of worded) write();
  page.redraw();
}

function headerButtons(page) {
  const theme = wordedElement("button", {type: "button", id: "dark"}, "dark");
  theme.addEventListener("click", () => {
    chosenTheme = root.dataset.theme === "dark" ? "light" : "dark";
    applyTheme(page);
  });
  const other =
      hint(wordedElement("button", {type: "button", id: "language"}, "language"), "languageHint");
  other.addEventListener("click", () => {
    language = language === "zh" ? "en" : "zh";
    applyLanguage(page);
  });
  return [other, theme];
}

// On paper: light, every panel, and with more pixels.
function print(page, begins) {
  printing = begins;
  applyTheme(page);
  for (const panel of page.panels) panel.draw(begins ? 2 : window.devicePixelRatio || 1);
}

function start() {
  const page = new Page(JSON.parse(document.getElementById("figure").textContent));
  document.querySelector("header .tools").append(...headerButtons(page));
  document.body.append(tip);
  window.addEventListener("beforeprint", () => print(page, true));
  window.addEventListener("afterprint", () => print(page, false));
  dark.addEventListener("change", () => applyTheme(page));
  applyTheme(page);
  applyLanguage(page);
  page.watch();
  window.proflens = page;
  // Observers report after the next layout; what they ask for is drawn in the frame after it.
  const frames = (count, then) =>
      requestAnimationFrame(() => (count > 1 ? frames(count - 1, then) : setTimeout(then)));
  frames(3, () => (root.dataset.readyMs = Math.round(performance.now())));
}

start();
)js";

}  // namespace proflens::plot::html_boxes
