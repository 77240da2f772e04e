#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// Second part of the page's script: an axis, its scale, its view and its ticks.
inline constexpr std::string_view script_axis = R"js(
// ---- ticks of times, units and names ---------------------------------------------------------

const minute = 60, hour = 3600, day = 86400;
const timeSteps = [
  1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
  2 * hour, 3 * hour, 6 * hour, 12 * hour, day
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const secondSizes = [
  {name: " ns", size: 1e-9}, {name: " us", size: 1e-6}, {name: " ms", size: 1e-3},
  {name: " s", size: 1}
];

function timeStep(least) {
  const step = timeSteps.find((s) => s >= least * (1 - 1e-9));
  if (step !== undefined) return step;
  const days = least / day, power = 10 ** Math.floor(Math.log10(days));
  const part = [1, 2, 5].find((p) => p * power >= days * (1 - 1e-9)) || 10;
  return part * power * day;
}

// Steps of at least so many seconds, or shorter ones if there would be fewer than two ticks.
function steppedTimes(least, low, high) {
  let step, values;
  for (const share of [1, 0.5, 0.25]) {
    step = timeStep(least * share);
    values = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); ++i)
      values.push(i * step);
    if (values.length >= 2) break;
  }
  return {step, values};
}

const fittingSize = (value, sizes) =>
    sizes.reduce((fits, s) => (Math.abs(value) >= s.size * (1 - 1e-9) ? s : fits), sizes[0]);

// The ticks in one size of their unit: "0", "20 ms", "40 ms".
function unitTicks(values, range, sizes) {
  if (values.length === 0) return {values, labels: [], note: ""};
  const {name, size} = fittingSize(Math.max(...values.map(Math.abs)), sizes);
  const row = labelled(values.map((v) => v / size), range / size);
  const bare = (v) => v === 0 && row.note === "";
  const labels = row.labels.map((label, i) => (bare(values[i]) ? "0" : label + name));
  return {values, labels, note: row.note};
}

function numberIn(value, sizes) {
  const {name, size} = fittingSize(value, sizes);
  return value === 0 ? "0" : singleNumber(value / size) + name;
}

function durationTicks(low, high, most) {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  if (reach < 2 * minute) return unitTicks(tickValues(low, high, most), high - low, secondSizes);
  const [size, suffix] = reach >= 2 * day ? [day, " d"] :
      reach >= 2 * hour                   ? [hour, " h"] :
                                            [minute, " min"];
  const {values} = steppedTimes((high - low) / most, low, high);
  const decimals = values.length > 0 ? commonDecimals(values.map((v) => v / size)) : 0;
  const text = (v) => (v === 0 ? "0" : plainNumber(v / size, decimals) + suffix);
  return {values, labels: values.map(text), note: ""};
}

function monthTicks(low, high, least) {
  const step = monthSteps.find((s) => s >= least) || 12000, values = [];
  const month = (v) => new Date(v * 1000).getUTCFullYear() * 12 + new Date(v * 1000).getUTCMonth();
  for (let m = Math.floor(month(low) / step) * step; m <= month(high); m += step) {
    const start = new Date(0);
    start.setUTCFullYear(Math.floor(m / 12), m % 12, 1);
    if (start / 1000 >= low && start / 1000 <= high) values.push(start / 1000);
  }
  const text = (v) => new Date(v * 1000).toISOString().slice(0, step % 12 === 0 ? 4 : 7);
  return {values, labels: values.map(text), note: ""};
}

// A calendar in UTC: midnights by their day, other times by the clock; the day is the note where
// there is no midnight.
function dateTicks(low, high, most) {
  if (low < -62167219200 || high > 253402300799) return linearTicks(low, high, most);
  const raw = (high - low) / most;
  if (raw > 20 * day) return monthTicks(low, high, raw / (30 * day));
  const parts = raw < 0.5, stepped = steppedTimes(raw, low, high);
  const values = parts ? tickValues(low, high, most) : stepped.values;
  const decimals = parts && values.length > 0 ?
      Math.min(3, commonDecimals(values.map((v) => v - Math.floor(low)))) :
      0;
  const end = stepped.step >= minute ? 16 : decimals === 0 ? 19 : 20 + decimals;
  const iso = (v) => new Date(Math.round(v * 1000)).toISOString();
  const midnight = (v) => v % day === 0;
  const labels = values.map((v) => (midnight(v) ? iso(v).slice(0, 10) : iso(v).slice(11, end)));
  const dated = values.length === 0 || values.some(midnight);
  return {values, labels, note: dated ? "" : iso(values[0]).slice(0, 10)};
}

function nameTicks(names, low, high, most) {
  const first = Math.max(0, Math.ceil(low)), last = Math.min(names.length - 1, Math.floor(high));
  const stride = Math.max(1, Math.ceil((last - first + 1) / most)), values = [];
  for (let i = first; i <= last; i += stride) values.push(i);
  return {values, labels: values.map((i) => names[i]), note: ""};
}

// ---- one direction of a panel ----------------------------------------------------------------

class Axis {
  constructor(described) {
    Object.assign(this, described);
    this.home = {low: this.low, high: this.high, log: this.kind === "log"};
    this.start = {...this.home};
    this.log = this.home.log;
  }

  get named() { return this.kind === "category"; }
  view() { return {low: this.low, high: this.high, log: this.log}; }
  reset() {
    this.home = {...this.start};
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
  // True for what lies below everything a logarithmic axis can show: it goes to its lower end.
  isBelow(value) { return this.log && value <= 0; }
  pixelOrLowEnd(value) { return this.pixel(this.isBelow(value) ? this.low : value); }
  valueAt(pixel) { return this.value((pixel - this.offset) / this.factor); }

  // Shows what lies between two pixels now. A view too narrow for its numbers stays as it was.
  show(from, to) {
    const ends = [this.valueAt(from), this.valueAt(to)].sort((a, b) => a - b);
    this.setView(ends[0], ends[1]);
  }
  setView(low, high) {
    const size = Math.max(Math.abs(low), Math.abs(high));
    const fine =
        Number.isFinite(low) && Number.isFinite(high) && high - low > size * 1e-12 && size < 1e300;
    if (fine && (!this.log || low > 1e-300)) Object.assign(this, {low, high});
  }

  // Changes the scale and shows all of the data: from `range`, that of the positive numbers if log.
  // `room`: shares of the axis that stay free at its ends.
  setLog(log, range, room) {
    this.log = log;
    const asked = log ? this.start.log : !this.start.log;
    if (asked || !range)
      Object.assign(this, {low: this.start.low, high: this.start.high});
    else {
      const low = this.place(range.low), high = this.place(range.high);
      const span = (high - low) / (1 - room.below - room.above);
      const free = 0.05 * span || 0.05 * Math.abs(high) || 0.05;
      this.low = this.value(low - free - room.below * span);
      this.high = this.value(high + free + room.above * span);
    }
    this.home = this.view();
  }

  // `most`: intervals that fit; `narrow`: along x, where long labels need more room.
  ticks(most, narrow) {
    const {low, high, sizes} = this, slack = this.log ? 0 : 1e-9 * (high - low);
    const fewer = (factor) => (narrow ? Math.max(1, Math.floor(most / factor)) : most);
    const text = (v) => (sizes ? numberIn(v, sizes) : singleNumber(v));
    const inside = this.ticks_at.filter((v) => v >= low - slack && v <= high + slack);
    if (inside.length > 0) return {values: inside, labels: inside.map(text), note: ""};
    if (this.log) {
      const row = logTicks(low, high, this.base || 10, sizes ? fewer(1.3) : most);
      return {...row, labels: row.values.map(text)};
    }
    if (this.named) return nameTicks(this.names, low, high, 40);
    if (this.kind === "duration") return durationTicks(low, high, fewer(1.5));
    if (this.kind === "date") return dateTicks(low, high, fewer(2));
    const values = this.integer ? wholeTickValues : tickValues;
    if (sizes) return unitTicks(values(low, high, fewer(1.3)), high - low, sizes);
    return linearTicks(low, high, most, this.integer);
  }

  // A value as the tooltip says it.
  shown(value, uncertain) {
    if (this.named && this.names[Math.round(value)] !== undefined)
      return this.names[Math.round(value)];
    if (this.kind === "date" && Math.abs(value) < 8e12)
      return new Date(value * 1000).toISOString().replace("T", " ");
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
