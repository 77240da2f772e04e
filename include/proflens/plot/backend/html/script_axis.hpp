#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Second part of the page's script: an axis, its scale, its view and its ticks.
inline constexpr std::string_view script_axis = R"js(
// ---- ticks of times, units and names ---------------------------------------------------------

const minute = 60, hour = 3600, day = 86400;
const timeSteps = [1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day, 365 * day];

const two = (number) => String(number).padStart(2, "0");

function durationLabel(seconds, step) {
  const sign = seconds < 0 ? "\u2212" : "", size = Math.abs(seconds);
  const days = Math.floor(size / day), hours = Math.floor(size / hour) % 24, minutes = Math.floor(size / minute) % 60;
  if (step >= day) return sign + days + " d";
  const clock = step < minute ? two(minutes) + ":" + two(Math.round(size % minute)) : two(minutes);
  const head = days > 0 ? days + " d " + two(hours) + ":" : hours > 0 || step >= minute ? hours + ":" : "";
  return sign + (head + clock).replace(/^0(\d)/, "$1");
}

function dateLabel(seconds, step) {
  const text = new Date(seconds * 1000).toISOString();
  if (step >= 28 * day) return text.slice(0, 7);
  if (step >= day) return text.slice(0, 10);
  return step >= minute ? text.slice(5, 16).replace("T", " ") : text.slice(11, 19);
}

function timeTicks(low, high, most, label) {
  const step = timeSteps.find((s) => (high - low) / s <= most);
  if (high - low < 2 * most && high - low < 5) return linearTicks(low, high, most);
  const width = step || 365 * day * Math.ceil((high - low) / most / (365 * day)), values = [];
  for (let v = Math.ceil(low / width) * width; v <= high; v += width) values.push(v);
  return { values, labels: values.map((v) => label(v, width)), note: "" };
}

// Numbers with a unit in the size that suits them, one for all ticks.
function unitTicks(values, unit) {
  const size = Math.max(...values.map(Math.abs)) * unit.factor;
  const fits = unit.sizes.filter((s) => size >= s.size * (1 - 1e-9));
  const chosen = fits.length > 0 ? fits[fits.length - 1] : unit.sizes[0];
  const numbers = values.map((v) => (v * unit.factor) / chosen.size);
  const decimals = commonDecimals(numbers);
  const labels = numbers.map((v) => plainNumber(v, decimals) + chosen.name);
  return { values, labels, note: "" };
}

function nameTicks(names, low, high, most) {
  const first = Math.max(0, Math.ceil(low)), last = Math.min(names.length - 1, Math.floor(high));
  const stride = Math.max(1, Math.ceil((last - first + 1) / most)), values = [];
  for (let i = first; i <= last; i += stride) values.push(i);
  return { values, labels: values.map((i) => names[i]), note: "" };
}

// ---- one direction of a panel ----------------------------------------------------------------

class Axis {
  constructor(described) {
    Object.assign(this, described);
    this.home = { low: this.low, high: this.high, log: this.kind === "log" };
    this.start = { ...this.home };
    this.log = this.home.log;
  }

  get named() { return this.kind === "category"; }
  view() { return { low: this.low, high: this.high, log: this.log }; }
  reset() {
    this.home = { ...this.start };
    Object.assign(this, this.start);
  }

  // Along the axis equal differences of this take equal room.
  place(value) { return this.log ? Math.log10(value) : value; }
  value(place) { return this.log ? 10 ** place : place; }

  // Pixels of a place: factor * place + offset.
  mapTo(from, to) {
    const [a, b] = this.reversed ? [to, from] : [from, to];
    const low = this.place(this.low), high = this.place(this.high);
    this.factor = (b - a) / (high - low);
    this.offset = a - low * this.factor;
  }
  pixel(value) { return this.place(value) * this.factor + this.offset; }
  valueAt(pixel) { return this.value((pixel - this.offset) / this.factor); }

  // Shows what lies between two pixels now. A view too narrow for its numbers stays as it was.
  show(from, to) {
    const ends = [this.valueAt(from), this.valueAt(to)].sort((a, b) => a - b);
    this.setView(ends[0], ends[1]);
  }
  setView(low, high) {
    const size = Math.max(Math.abs(low), Math.abs(high));
    const fine = Number.isFinite(low) && Number.isFinite(high) && high - low > size * 1e-12 && size < 1e300;
    if (fine && (!this.log || low > 1e-300)) Object.assign(this, { low, high });
  }

  // Changes the scale and shows all of the data: from `range`, that of the positive numbers if log.
  setLog(log, range) {
    this.log = log;
    const asked = log ? this.start.log : !this.start.log;
    if (asked || !range) Object.assign(this, { low: this.start.low, high: this.start.high });
    else {
      const low = this.place(range.low), high = this.place(range.high);
      const free = 0.05 * (high - low) || 0.05 * Math.abs(high) || 0.05;
      this.low = this.value(low - free);
      this.high = this.value(high + free);
    }
    this.home = this.view();
  }

  ticks(most) {
    const { low, high } = this;
    const inside = this.ticks_at.filter((v) => v >= low && v <= high && (!this.log || v > 0));
    if (this.named) return nameTicks(this.names, low, high, Math.max(most, 1) * 2);
    const chosen = this.log ? logTicks(low, high, most) : { values: tickValues(low, high, most) };
    const values = inside.length > 0 ? inside : chosen.values;
    if (this.unit && values.length > 0) return { ...unitTicks(values, this.unit), minor: chosen.minor };
    if (this.kind === "duration" && !this.log) return timeTicks(low, high, most, durationLabel);
    if (this.kind === "date" && !this.log) return timeTicks(low, high, Math.max(2, most / 2), dateLabel);
    if (inside.length > 0) return { values, labels: values.map(powerLabel), note: "" };
    return this.log ? chosen : labelled(values, high - low);
  }

  // A value as the tooltip says it.
  shown(value, uncertain) {
    if (this.named && this.names[Math.round(value)] !== undefined) return this.names[Math.round(value)];
    if (this.kind === "date" && Math.abs(value) < 8e12) return new Date(value * 1000).toISOString().replace("T", " ");
    return shownValue(value, uncertain);
  }
  // A value read off the picture: as many digits as a thousandth of the view has.
  rounded(value) {
    if (this.named || this.kind === "date") return this.shown(value);
    const size = this.log ? Math.abs(value) : this.high - this.low;
    const decimals = Math.min(100, Math.max(0, 3 - Math.floor(Math.log10(size || 1))));
    return String(Number(value.toFixed(decimals)));
  }
}
)js";

}  // namespace proflens::plot::html_page
