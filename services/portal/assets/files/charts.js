// Draws each chart of the board from the table that says the same.
(() => {
	const boxes = [...document.querySelectorAll("[data-chart]")];
	if (!window.echarts || !boxes.length) return;
	const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
	const number = (cell) => Number(cell.textContent.replace(/[^\d.-]/g, "")) || 0;

	// read gives the heads and rows of a chart's table.
	const read = (table) => ({
		heads: [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim()),
		rows: [...table.querySelectorAll("tbody tr")].map((tr) => ({
			label: tr.cells[0].textContent.trim(),
			numbers: [...tr.cells].slice(1).filter((td) => td.classList.contains("num")).map(number),
			at: tr.dataset.lat ? [Number(tr.dataset.lng), Number(tr.dataset.lat)] : null,
		})),
	});

	const look = () => {
		const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
		const text = { color: token("--text-soft"), fontSize: Math.round(size * 0.8125), fontFamily: token("--font") };
		return {
			size, text,
			colors: [token("--active"), token("--good"), token("--warn")],
			axis: { axisLine: { lineStyle: { color: token("--line-strong") } }, splitLine: { lineStyle: { color: token("--line") } }, axisLabel: text },
			tip: { renderMode: "richText", confine: true, backgroundColor: token("--surface-raised"), borderColor: token("--line"), textStyle: { ...text, color: token("--text") } },
		};
	};

	const kinds = {
		line: (t, l) => ({
			color: l.colors, tooltip: { ...l.tip, trigger: "axis" },
			legend: { top: 0, textStyle: l.text },
			grid: { left: 8, right: 16, top: l.size * 2.5, bottom: 8, containLabel: true },
			xAxis: { type: "category", data: t.rows.map((r) => r.label), ...l.axis },
			yAxis: { type: "value", minInterval: 1, ...l.axis },
			series: t.heads.slice(1).map((name, i) => ({
				name, type: "line", data: t.rows.map((r) => r.numbers[i]), symbol: ["circle", "rect", "triangle"][i], symbolSize: 7,
				lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][i] },
			})),
		}),
		bar: (t, l) => {
			const rows = t.rows.slice(0, 12).reverse();
			return {
				color: l.colors, tooltip: { ...l.tip, trigger: "item" },
				grid: { left: 8, right: l.size * 3, top: 8, bottom: 8, containLabel: true },
				xAxis: { type: "value", minInterval: 1, ...l.axis },
				yAxis: { type: "category", data: rows.map((r) => r.label), ...l.axis },
				series: [{ type: "bar", data: rows.map((r) => r.numbers[0]), label: { show: true, position: "right", ...l.text, color: token("--text") }, barMaxWidth: 22 }],
			};
		},
		map: (t, l) => {
			const rows = t.rows.filter((r) => r.at);
			const most = Math.max(1, ...rows.map((r) => r.numbers[0]));
			const part = (n) => Math.sqrt(n / most);
			const free = { type: "value", scale: true, show: false };
			return {
				tooltip: { ...l.tip, trigger: "item", formatter: (p) => p.name + "\n" + t.heads[1] + " " + p.data.n },
				grid: { left: l.size * 3, right: l.size * 3, top: l.size * 2, bottom: l.size * 2 },
				xAxis: { ...free, min: "dataMin", max: "dataMax" }, yAxis: { ...free, min: "dataMin", max: "dataMax" },
				series: [{
					type: "scatter",
					data: rows.map((r) => ({
						name: r.label, value: r.at, n: r.numbers[0], symbolSize: l.size * (0.5 + 2 * part(r.numbers[0])),
						itemStyle: { color: l.colors[0], opacity: 0.35 + 0.5 * part(r.numbers[0]), borderColor: token("--text"), borderWidth: 1 },
					})),
					label: { show: true, position: "bottom", ...l.text, color: token("--text"), formatter: (p) => p.name + " " + p.data.n },
					labelLayout: { hideOverlap: true },
				}],
			};
		},
	};

	const drawn = [];
	const draw = (box) => {
		const table = document.getElementById(box.dataset.of);
		if (!table) return;
		const t = read(table);
		box.hidden = false;
		if (box.dataset.chart === "bar") box.style.height = 3 + Math.min(12, t.rows.length) * 2 + "rem";
		const chart = window.echarts.init(box);
		chart.setOption({ animation: false, ...kinds[box.dataset.chart](t, look()) });
		const details = box.nextElementSibling;
		if (box.dataset.chart !== "map") details.open = false;
		drawn.push({ chart, box });
	};
	const again = () => drawn.forEach(({ chart, box }) => {
		chart.setOption(kinds[box.dataset.chart](read(document.getElementById(box.dataset.of)), look()), true);
	});
	boxes.forEach(draw);
	new ResizeObserver(() => drawn.forEach(({ chart }) => chart.resize())).observe(document.getElementById("main"));
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
	addEventListener("beforeprint", () => document.querySelectorAll(".chart-table").forEach((d) => { d.open = true; }));
})();
