#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: the boxes of an operator, their order, their
/// limits, and numbers in their unit.
inline constexpr std::string_view script_data = R"js(
// ---- the boxes of one operator ---------------------------------------------------------------

const statistics = [
  "mean", "deviation", "min", "whisker_low", "q1", "median", "q3", "whisker_high", "p95", "p99",
  "max"
];

// Least byte first, as every machine that runs a browser has it.
const floatsOf = (base64) => new Float32Array(bytesOf(base64).buffer);

class Boxes {
  constructor(described, devices) {
    const numbers = floatsOf(described.numbers);
    statistics.forEach((name, i) => {
      this[name] = numbers.subarray(i * devices, (i + 1) * devices);
    });
    this.count = decoded(described.counts);
    this.kept = decoded(described.kept);
    this.leftOut = decoded(described.left_out);
    this.outliers = floatsOf(described.outliers);
    this.begin = new Uint32Array(devices + 1);  // of the outliers of each device
    for (let i = 0; i < devices; ++i) this.begin[i + 1] = this.begin[i] + this.kept[i];
    this.slow = new Set(described.slow);
    this.there = [];
    for (let i = 0; i < devices; ++i)
      if (this.has(i)) this.there.push(i);
    const medians = this.there.map((i) => this.median[i]).sort((a, b) => a - b);
    const half = medians.length >> 1;
    this.middle = medians.length % 2 ? medians[half] : (medians[half - 1] + medians[half]) / 2;
  }

  // Whether there is a box to draw.
  has(i) { return this.count[i] > 0 && Number.isFinite(this.q1[i] + this.median[i] + this.q3[i]); }
  low(i) { return Number.isFinite(this.whisker_low[i]) ? this.whisker_low[i] : this.q1[i]; }
  high(i) { return Number.isFinite(this.whisker_high[i]) ? this.whisker_high[i] : this.q3[i]; }
  outliersOf(i) { return this.outliers.subarray(this.begin[i], this.begin[i + 1]); }
  spread(i) { return this.q3[i] - this.q1[i]; }

  // The median of a device over that of all devices, less 1; NaN where there is nothing to compare.
  excess(i) {
    return this.there.length > 1 && this.middle > 0 ? this.median[i] / this.middle - 1 : NaN;
  }

  // The devices that are shown, from left to right. By number those without a box keep their place,
  // so that panels can be compared; in other orders they have none.
  order(shown, sort) {
    if (sort === "device") return shown;
    const size = sort === "median" ? (i) => this.median[i] : (i) => this.spread(i);
    return shown.filter((i) => this.has(i)).sort((a, b) => size(b) - size(a) || a - b);
  }

  // What lies between the ends of the boxes, of the positive numbers if so asked; null if nothing.
  range(order, withOutliers, positive) {
    let low = Infinity, high = -Infinity;
    const add = (value) => {
      if (!(value > (positive ? 0 : -Infinity)) || value === Infinity) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    };
    for (const i of order) {
      if (!this.has(i)) continue;
      for (const value of [this.low(i), this.q1[i], this.median[i], this.q3[i], this.high(i)])
        add(value);
      if (withOutliers) this.outliersOf(i).forEach(add);
    }
    return low <= high ? {low, high} : null;
  }

  // Whether any of the shown boxes reaches to zero or below.
  reachesZero(order) { return order.some((i) => this.has(i) && this.low(i) <= 0); }
}

// ---- numbers in their unit -------------------------------------------------------------------

let sizes = null;  // of the unit of the page, ascending; null: it has none

// Six digits, all numbers of a box in the size of its median.
function shownNumber(value, beside = value) {
  if (!Number.isFinite(value)) return "\u2013";
  const size = sizes ? fittingSize(beside || value, sizes) : {name: "", size: 1};
  return singleNumber(Number((value / size.size).toPrecision(6))) + size.name;
}

// The square of a number, in the square of the size that it has beside another.
function shownSquare(value, beside) {
  if (!Number.isFinite(value)) return "\u2013";
  const size = sizes ? fittingSize(beside || value, sizes) : {name: "", size: 1};
  const square = Number(((value / size.size) ** 2).toPrecision(6));
  return singleNumber(square) + (size.name ? size.name + "\u00b2" : "");
}

function shownShare(share) {
  if (!Number.isFinite(share)) return "\u2013";
  const percent = Number((100 * share).toPrecision(3));
  return (percent > 0 ? "+" : percent < 0 ? "\u2212" : "") + Math.abs(percent) + " %";
}

const grouped = (count) => count.toLocaleString("en");
)js";

}  // namespace proflens::plot::html_boxes
