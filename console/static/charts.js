// Draws each <figure class="chart" data-chart="ID"> from the ECharts option in <script type="application/json" id="ID">; see docs/console.md.
"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = new Map(); // figure -> chart
  const number = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 3 });
  const told = (unit) => (value) => (typeof value === "number" ? number.format(value) + unit : value ?? "–");
  const style = () => getComputedStyle(document.documentElement);

  // "--good" anywhere in an option is that colour of the page, by day and by night.
  const coloured = (given, page) => {
    if (typeof given === "string") return given.startsWith("--") ? page.getPropertyValue(given).trim() || given : given;
    if (Array.isArray(given)) return given.map((one) => coloured(one, page));
    if (given === null || typeof given !== "object") return given;
    return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, coloured(one, page)]));
  };

  const theme = (page) => {
    const [ink, muted, line, paper] = ["--ink", "--muted", "--line", "--paper"].map((name) => page.getPropertyValue(name).trim());
    const axis = { axisLine: { lineStyle: { color: muted } }, axisTick: { lineStyle: { color: muted } }, axisLabel: { color: muted }, splitLine: { lineStyle: { color: line } }, nameTextStyle: { color: muted } };
    return {
      color: [1, 2, 3, 4, 5, 6].map((at) => page.getPropertyValue(`--chart-${at}`).trim()),
      backgroundColor: "transparent",
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 16, right: 24, top: 48, bottom: 16, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: { textStyle: { color: ink }, top: 8 },
      tooltip: { backgroundColor: paper, borderColor: line, textStyle: { color: ink } },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: axis,
      timeAxis: axis,
    };
  };

  const each = (given, change) => (Array.isArray(given) ? given.map(change) : given && change(given));

  const whole = (option, figure) => {
    const say = told(figure.dataset.unit ? ` ${figure.dataset.unit}` : "");
    const spoken = (axis) => (axis.type === "value" ? { ...axis, axisLabel: { formatter: say, ...axis.axisLabel } } : axis);
    return {
      ...option,
      animation: !still.matches && option.animation !== false,
      aria: { enabled: true, label: { description: figure.dataset.label }, ...option.aria }, // the table beside it tells the figures
      xAxis: each(option.xAxis, spoken),
      yAxis: each(option.yAxis, spoken),
      // Text drawn on the canvas: a tooltip of HTML sets style attributes, which the page's policy refuses.
      tooltip: { valueFormatter: say, confine: true, ...option.tooltip, renderMode: "richText" },
    };
  };

  const place = (figure, point) => {
    if (point.data?.url) return point.data.url;
    const given = { name: point.name, series: point.seriesName, value: point.value };
    return figure.dataset.hrefTemplate?.replace(/\{(name|series|value)\}/g, (_, part) => encodeURIComponent(given[part] ?? ""));
  };

  const follow = (figure) => (point) => {
    const there = place(figure, point);
    if (there && /^(\/(?![/\\])|[?#])/.test(there)) location.assign(there);
  };

  const leave = (figure) => {
    drawn.get(figure)?.watcher.disconnect();
    drawn.get(figure)?.chart.dispose();
    drawn.delete(figure);
  };

  const draw = (figure) => {
    const source = document.getElementById(figure.dataset.chart);
    if (!source || !window.echarts) return;
    leave(figure);
    const text = source.textContent;
    const page = style();
    const room = document.createElement("div");
    room.role = "img";
    if (figure.dataset.height) room.style.height = `${Number(figure.dataset.height)}px`;
    if (figure.dataset.width) room.style.minWidth = `${Number(figure.dataset.width)}px`;
    figure.replaceChildren(room);
    const chart = echarts.init(room, theme(page), { renderer: "canvas", locale: "VI" });
    chart.setOption(whole(coloured(JSON.parse(text), page), figure));
    chart.on("click", follow(figure));
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(room);
    drawn.set(figure, { chart, watcher, text });
  };

  const figures = () => [...document.querySelectorAll("figure.chart[data-chart]")];
  const all = () => figures().forEach(draw);
  const stands = (figure) => figure.firstChild && drawn.get(figure)?.text === document.getElementById(figure.dataset.chart)?.textContent;

  // A part of the page came anew: charts that went are let go, those that are new or tell something else are drawn.
  const anew = () => {
    [...drawn.keys()].filter((figure) => !figure.isConnected).forEach(leave);
    figures().filter((figure) => !stands(figure)).forEach(draw);
  };

  dark.addEventListener("change", all);
  still.addEventListener("change", all);
  document.addEventListener("htmx:after:swap", anew);
  all();
})();
