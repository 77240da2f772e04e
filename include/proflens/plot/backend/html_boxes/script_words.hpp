#pragma once

#include <string_view>

namespace proflens::plot::html_boxes {

/// Part of the script of a page of box plots: what it says in English and in Chinese.
inline constexpr std::string_view script_words = R"js(
// ---- words -----------------------------------------------------------------------------------

const words = {
  en: {
    operators: "Operators",
    operatorsHint: "part of a name",
    devices: "Devices",
    devicesHint: "such as 0_7",
    sort: "Order of devices",
    byDevice: "by number",
    byMedian: "slowest median first",
    bySpread: "widest box first",
    columns: "Columns",
    log: "Log scale",
    outliers: "Outliers",
    dark: "Dark",
    language: "中文",
    languageHint: "用中文显示",
    reset: "Reset",
    resetHint: "Show every device again (0, double click)",
    wide: "Enlarge",
    wideHint: "Over the whole width of the page",
    chart: "box plots",
    legend: "Box: quartiles, with the median across it. Diamond: mean. Whiskers: the last value " +
        "within 1.5 interquartile ranges. Dots: some of the values beyond, least and largest " +
        "among them. Red: slow. Many devices at once are a ribbon: whiskers pale, quartiles " +
        "strong, median a line.",
    keys: "The wheel zooms a panel that the pointer was moved to along the devices, with " +
        "Shift or over the axis along the values; a dragged rectangle zooms too; a double click " +
        "shows everything again. Keys: Tab to a panel, \u2190 \u2192 Home End from box to box, " +
        "+ \u2212 0 zoom.",
    digits: "Numbers are rounded to six digits.",
    noValues: "No values",
    noDevice: "No device has this text in its name",
    noOperator: "No operator has this text in its name",
    below: "0 and less: at the lower edge",
    notLog: "no positive value: linear",
    shown: (panels, allPanels, devices, allDevices) =>
        `${panels} of ${allPanels} operators, ${devices} of ${allDevices} devices`,
    title: (feature, panels, devices) =>
        `${feature}: ${panels} operator${panels === "1" ? "" : "s"} on ${devices} ` +
        `device${devices === "1" ? "" : "s"}`,
    missing: "did not run this operator",
    slow: "slow",
    rows: {
      count: "Count",
      total: "Total",
      mean: "Mean",
      deviation: "Standard deviation",
      variance: "Variance",
      min: "Minimum",
      whisker_low: "Lower whisker",
      q1: "First quartile",
      median: "Median",
      q3: "Third quartile",
      whisker_high: "Upper whisker",
      p95: "95th percentile",
      p99: "99th percentile",
      max: "Maximum",
      range: "Range",
      outliers: "Outliers",
      excess: "Against the devices' median"
    },
    drawn: (count, kept) => (kept < count ? `${count} (${kept} drawn)` : String(count)),
    key: ["Operator", "Input shapes", "Input data types", "Output shapes"],
    spoken: (low, high, count, slowest) =>
        `${count} devices, medians from ${low} to ${high}, slowest ${slowest}`,
    view: (first, last, low, high) => `Devices ${first} to ${last}, from ${low} to ${high}`
  },
  zh: {
    operators: "算子",
    operatorsHint: "名称的一部分",
    devices: "设备",
    devicesHint: "例如 0_7",
    sort: "设备排序",
    byDevice: "按编号",
    byMedian: "中位数从大到小",
    bySpread: "箱体从宽到窄",
    columns: "列数",
    log: "对数坐标",
    outliers: "离群值",
    dark: "深色",
    language: "English",
    languageHint: "Show in English",
    reset: "还原",
    resetHint: "重新显示全部设备（0 或双击）",
    wide: "放大",
    wideHint: "占满页面宽度",
    chart: "箱线图",
    legend: "箱体：四分位数，横线为中位数。菱形：均值。须：1.5 倍四分位距以内的最远值。" +
        "圆点：部分离群值（含最小与最大）。红色：慢。设备很多时画成带：浅色为须，深色为四分位，线为中位数。",
    keys:
        "指针移到图上后，滚轮沿设备缩放，按住 Shift 或在纵轴上沿数值缩放；也可拖动框选；双击还原。" +
        "键盘：Tab 到图，\u2190 \u2192 Home End 逐个箱体，+ \u2212 0 缩放。",
    digits: "数值舍入到六位有效数字。",
    noValues: "没有数据",
    noDevice: "没有设备名称含有该文字",
    noOperator: "没有算子名称含有该文字",
    below: "0 及以下：画在下边缘",
    notLog: "没有正值：线性坐标",
    shown: (panels, allPanels, devices, allDevices) =>
        `算子 ${panels}/${allPanels}，设备 ${devices}/${allDevices}`,
    title: (feature, panels, devices) => `${feature}：${devices} 个设备上的 ${panels} 个算子`,
    missing: "没有运行该算子",
    slow: "慢",
    rows: {
      count: "次数",
      total: "总计",
      mean: "均值",
      deviation: "标准差",
      variance: "方差",
      min: "最小值",
      whisker_low: "下须",
      q1: "下四分位数",
      median: "中位数",
      q3: "上四分位数",
      whisker_high: "上须",
      p95: "95 百分位",
      p99: "99 百分位",
      max: "最大值",
      range: "极差",
      outliers: "离群值",
      excess: "相对各设备中位数"
    },
    drawn: (count, kept) => (kept < count ? `${count}（画出 ${kept}）` : String(count)),
    key: ["算子", "输入形状", "输入数据类型", "输出形状"],
    spoken: (low, high, count, slowest) =>
        `${count} 个设备，中位数 ${low} 至 ${high}，最慢 ${slowest}`,
    view: (first, last, low, high) => `设备 ${first} 至 ${last}，数值 ${low} 至 ${high}`
  }
};

let language = /^zh\b/i.test(navigator.language || "") ? "zh" : "en";
const say = (key) => words[language][key];

// What is to be said anew in the other language: each a function that writes it.
const worded = [];
function wordedElement(name, attributes, key, ...children) {
  const made = element(name, attributes, ...children);
  worded.push(() => (made.textContent = say(key)));
  return made;
}
function hint(made, key, attribute = "title") {
  worded.push(() => made.setAttribute(attribute, say(key)));
  return made;
}
)js";

}  // namespace proflens::plot::html_boxes
