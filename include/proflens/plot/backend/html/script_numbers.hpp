#pragma once

#include <string_view>

namespace proflens::plot::html_page {

/// First part of the page's script: columns of numbers out of the page's data; ticks and their
/// labels, the rules of `plot/ticks.hpp` in JavaScript.
inline constexpr std::string_view script_numbers = R"js(
"use strict";

// ---- columns ---------------------------------------------------------------------------------

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// A column as numbers. It stands in the page as an array, as 16-bit codes (65535: no number) on a
// ladder of steps, or as differences of whole numbers in groups of seven bits.
function decoded(column) {
  if (Array.isArray(column)) return Float64Array.from(column, (v) => (v === null ? NaN : v));
  const values = new Float64Array(column.count), bytes = bytesOf(column.bytes);
  if (column.kind === "steps") {
    for (let i = 0; i < values.length; ++i) {
      const code = bytes[2 * i] | (bytes[2 * i + 1] << 8);
      values[i] = code === 65535 ? NaN : column.low + code * column.step;
    }
    return values;
  }
  for (let i = 0, at = 0, sum = 0; i < values.length; ++i) {
    let zigzag = 0, power = 1, byte;
    do {
      byte = bytes[at++];
      zigzag += (byte & 127) * power;
      power *= 128;
    } while (byte > 127);
    sum += zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
    values[i] = sum;
  }
  return values;
}

// How far a decoded value may lie from the one that was measured; 0: it is exact.
const uncertainty = (column) => (column.kind === "steps" && !column.exact ? column.step / 2 : 0);

// ---- numbers as people read them -------------------------------------------------------------

function plainNumber(value, decimals) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && /[1-9]/.test(text) ? "\u2212" + text : text;
}

// A value in the tooltip, with no more digits than are known of it.
function shownValue(value, uncertain) {
  if (!Number.isFinite(value)) return "none";
  if (!uncertain) return String(Number.isInteger(value) ? value : Number(value.toPrecision(10)));
  const decimals = Math.min(20, Math.max(0, Math.ceil(-Math.log10(2 * uncertain))));
  return value.toFixed(decimals) + " \u00b1 " + Number(uncertain.toPrecision(1));
}

function superscript(exponent) {
  const digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  return String(exponent).replace(/-/, "\u207b").replace(/\d/g, (d) => digits[d]);
}

// ---- ticks -----------------------------------------------------------------------------------

function tickValues(low, high, most) {
  const steps = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20];
  const range = high - low, middle = low / 2 + high / 2;
  const far = Math.abs(middle) >= 100 * range;
  const offset = far ? Math.sign(middle) * 10 ** Math.floor(Math.log10(Math.abs(middle))) : 0;
  const raw = range / most, power = 10 ** Math.floor(Math.log10(raw));
  let chosen = steps.findIndex((step) => step * power >= raw * (1 - 1e-10));
  for (;; --chosen) {
    const step = steps[chosen] * power, first = Math.floor((low - offset) / step) * step;
    const digits = offset === 0 ? -10 : Math.log10(Math.abs(offset) / step) - 12;
    const slack = Math.min(0.4999, 10 ** Math.max(-10, digits));
    const end = Math.floor((high - offset - first) / step + slack), values = [];
    for (let i = Math.ceil((low - offset - first) / step - slack); i <= end; ++i)
      values.push(i * step + first + offset);
    if (values.length >= 2 || chosen === 0) return values;
  }
}

// What all ticks have in common, if leaving it out saves four digits or more.
function commonOffset(values) {
  const first = values[0], last = values[values.length - 1];
  if (values.length < 2 || first * last <= 0) return 0;
  const small = Math.min(Math.abs(first), Math.abs(last));
  const large = Math.max(Math.abs(first), Math.abs(last));
  const whole = (value, power) => {
    const count = value / 10 ** power;
    return Math.floor(count + 1e-9 + 1e-15 * count);
  };
  const top = Math.ceil(Math.log10(large));
  let power = top;
  while (power > top - 20 && whole(small, power) === whole(large, power)) --power;
  ++power;
  if ((large - small) / 10 ** power <= 1e-2) {
    power = top;
    while (power > top - 20 && whole(large, power) - whole(small, power) <= 1) --power;
    ++power;
  }
  return whole(large, power) >= 1000 ? Math.sign(first) * whole(large, power) * 10 ** power : 0;
}

function commonDecimals(numbers) {
  const least = Math.min(...numbers), most = Math.max(...numbers);
  const range = most - least || Math.max(Math.abs(most), Math.abs(least)) || 1;
  const magnitude = Math.floor(Math.log10(range)), slack = 1e-3 * 10 ** magnitude;
  let decimals = Math.min(100, Math.max(0, 3 - magnitude));
  const exact = (count) => numbers.every((v) => Math.abs(v - Number(v.toFixed(count))) < slack);
  while (decimals > 0 && exact(decimals - 1)) --decimals;
  return decimals;
}

function tickNote(offset, exponent) {
  const parts = exponent === 0 ? [] : ["\u00d710" + superscript(exponent)];
  if (offset === 0) return parts.join("");
  const size = Math.abs(offset), power = Math.floor(Math.log10(size));
  const near = power > -5 && power < 6;
  const mantissa = Number((near ? size : size / 10 ** power).toPrecision(15));
  const tail = near ? "" : "\u00d710" + superscript(power);
  parts.push((offset < 0 ? "\u2212" : "+") + String(mantissa) + tail);
  return parts.join(" ");
}

function labelled(values, range) {
  if (values.length === 0) return {values, labels: [], note: ""};
  const offset = commonOffset(values);
  const size = offset !== 0 ? range : Math.max(...values.map(Math.abs));
  let exponent = size > 0 ? Math.floor(Math.log10(size)) : 0;
  if (exponent > -5 && exponent < 6) exponent = 0;
  const numbers = values.map((v) => (v - offset) / 10 ** exponent);
  const decimals = commonDecimals(numbers);
  return {
    values,
    labels: numbers.map((v) => plainNumber(v, decimals)),
    note: tickNote(offset, exponent)
  };
}

// Whole numbers inside the limits: one alone where no other lies there, fractions only if none does.
function wholeTickValues(low, high, most) {
  const values = tickValues(low, high, most), raw = (high - low) / most, multiples = [];
  if (values.every((v) => Math.abs(v - Math.round(v)) < 1e-9)) return values;
  const step = raw <= 1 ? 1 : raw <= 2 ? 2 : 5;
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9; ++i) multiples.push(i * step);
  return multiples.length > 0 ? multiples : values;
}

function linearTicks(low, high, most, integer) {
  const values = (integer ? wholeTickValues : tickValues)(low, high, most);
  return labelled(values, high - low);
}

// A number on its own: plain digits from 10^-4 up and below 10^6, else with its power of ten.
function singleNumber(value) {
  const size = Math.abs(value), sign = value < 0 ? "\u2212" : "";
  if (size === 0) return "0";
  const exponent = Math.floor(Math.log10(size) + 1e-12);
  if (exponent >= -4 && exponent < 6) return sign + String(Number(size.toPrecision(12)));
  const mantissa = Number((size / 10 ** exponent).toPrecision(12));
  return sign + (mantissa === 1 ? "" : mantissa + "\u00d7") + "10" + superscript(exponent);
}

function multiplesInside(low, high, parts) {
  const values = [];
  for (let k = Math.floor(Math.log10(low)) - 1; k <= Math.ceil(Math.log10(high)); ++k)
    for (const part of parts) values.push(part * 10 ** k);
  return values.filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9));
}

// Powers of the base, every n-th where they are many; 1, 2 and 5 times a power of ten where they
// are few; as on a linear axis where even these are.
function logTicks(low, high, base, most) {
  const exponent = (value) => Math.log(value) / Math.log(base), digits = [2, 3, 4, 5, 6, 7, 8, 9];
  const from = Math.ceil(exponent(low) - 1e-9), to = Math.floor(exponent(high) + 1e-9);
  if (to - from < 1) {
    const some = multiplesInside(low, high, [1, 2, 5]);
    const values = some.length > 1 ? some : tickValues(low, high, most).filter((v) => v > 0);
    return {values, minor: base === 10 ? multiplesInside(low, high, [1, ...digits]) : [], note: ""};
  }
  const step = Math.floor((to - from + 1 + most) / (most + 1)), values = [], left = [];
  for (let k = from; k <= to; ++k) (k % step === 0 ? values : left).push(base ** k);
  const minor = step === 1 && base === 10 ? multiplesInside(low, high, digits) : left;
  return {values, minor, note: ""};
}
)js";

}  // namespace proflens::plot::html_page
