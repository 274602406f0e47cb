// Reps down, time across: draws only the rows in view, so a thousand reps scroll as easily as ten.
// Everything that comes from data reaches the page as canvas text or textContent, never as HTML.

const ROW = 28;
const HEAD = 44;
const DAY = 1440;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".timeline");
  const view = root.timeline ?? (root.timeline = build(root));
  view.select = (id) => setTriggerValue("clicked", id);
  view.show(data);
  return () => view.stop();
}

function build(root) {
  const find = (name) => root.querySelector("." + name);
  const scroller = find("scroller"), spacer = find("spacer"), canvas = find("canvas"), tip = find("tip");
  const search = find("search"), count = find("count"), buttons = [...root.querySelectorAll("[data-days]")];
  const state = { data: null, rows: [], byRow: [], shown: 7, queued: false, hover: null };
  const view = { select: () => {}, show, stop };

  function show(data) {
    state.data = data;
    state.byRow = data.reps.map(() => []);
    for (const shift of data.shifts) state.byRow[shift[0]].push(shift);
    scroller.style.height = Math.min(data.height, HEAD + ROW * Math.max(data.reps.length, 3) + 14) + "px";
    for (const button of buttons) button.hidden = Number(button.dataset.days) > data.days && button.dataset.days !== "99";
    if (state.shown > data.days) state.shown = Math.min(7, data.days);
    if (scroller.clientWidth < 520 && state.shown > 1 && !state.touched) state.shown = 1;
    filter();
    observer.observe(scroller);
  }

  function filter() {
    const wanted = search.value.trim().toLowerCase();
    state.rows = [];
    state.data.reps.forEach((rep, i) => {
      if (!wanted || (rep[0] + " " + rep[1]).toLowerCase().includes(wanted)) state.rows.push(i);
    });
    const total = state.data.reps.length;
    count.textContent = wanted ? `${state.rows.length} of ${total} reps` : `${total} reps`;
    layout();
  }

  const nameWidth = () => (scroller.clientWidth < 520 ? 104 : 176);
  const scale = () => (scroller.clientWidth - nameWidth()) / (Math.min(state.shown, state.data.days) * DAY);

  function layout() {
    for (const button of buttons) {
      const shown = button.dataset.days === "99" ? state.data.days : Number(button.dataset.days);
      button.setAttribute("aria-pressed", String(shown === Math.min(state.shown, state.data.days)));
    }
    spacer.style.width = nameWidth() + state.data.days * DAY * scale() + "px";
    spacer.style.height = HEAD + state.rows.length * ROW + "px";
    queue();
  }

  function queue() {
    if (state.queued) return;
    state.queued = true;
    requestAnimationFrame(() => { state.queued = false; draw(); });
  }

  function colours() {
    const style = getComputedStyle(root);
    const get = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    return {
      text: get("--st-text-color", "#222"), back: get("--st-background-color", "#fff"),
      soft: get("--st-secondary-background-color", "#f2f4f5"), line: get("--st-border-color", "#ddd"),
      site: get("--st-primary-color", "#0f766e"), remote: get("--st-blue-color", "#3b6fd4"),
      font: get("--st-font", "sans-serif"),
    };
  }

  function draw() {
    if (!state.data || !scroller.clientWidth) return;
    const width = scroller.clientWidth, height = scroller.clientHeight, ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
    }
    const ink = canvas.getContext("2d"), c = colours();
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.fillStyle = c.back;
    ink.fillRect(0, 0, width, height);
    const left = nameWidth(), perMinute = scale();
    const x = (minute) => left + minute * perMinute - scroller.scrollLeft;
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW));
    const last = Math.min(state.rows.length, Math.ceil((scroller.scrollTop + height) / ROW));

    ink.save();
    ink.beginPath();
    ink.rect(left, HEAD, width - left, height - HEAD);
    ink.clip();
    stripes(ink, c, x, first, last, width);
    for (let row = first; row < last; row++) {
      for (const shift of state.byRow[state.rows[row]]) bar(ink, c, x, HEAD + row * ROW - scroller.scrollTop, shift);
    }
    ink.restore();
    names(ink, c, first, last, left);
    header(ink, c, x, left, width);
  }

  function stripes(ink, c, x, first, last, width) {
    for (let row = first; row < last; row++) {
      if (row % 2) { ink.globalAlpha = 0.5; ink.fillStyle = c.soft; ink.fillRect(0, HEAD + row * ROW - scroller.scrollTop, width, ROW); }
    }
    ink.globalAlpha = 1;
    ink.strokeStyle = c.line;
    ink.lineWidth = 1;
    for (let day = 0; day <= state.data.days; day++) {
      const at = Math.round(x(day * DAY)) + 0.5;
      ink.beginPath(); ink.moveTo(at, HEAD); ink.lineTo(at, scroller.clientHeight); ink.stroke();
    }
  }

  function bar(ink, c, x, top, shift) {
    const [, start, end, remote, id, breaks] = shift;
    const a = x(start), b = x(end);
    if (b < nameWidth() || a > scroller.clientWidth) return;
    ink.fillStyle = remote ? c.remote : c.site;
    ink.globalAlpha = state.hover === null || state.hover === id ? 0.88 : 0.6;
    ink.beginPath();
    ink.roundRect(a + 0.5, top + 5, Math.max(2, b - a - 1), ROW - 10, 4);
    ink.fill();
    ink.globalAlpha = 1;
    for (const [from, to, paid] of breaks) {
      ink.fillStyle = c.back;
      ink.globalAlpha = paid ? 0.55 : 0.85;
      ink.fillRect(x(from), top + 5, Math.max(1, x(to) - x(from)), ROW - 10);
    }
    ink.globalAlpha = 1;
    if (b - a > 92) {
      const lead = breaks.length ? x(breaks[0][0]) - a : b - a;
      ink.font = `500 11px ${c.font}`;
      const words = clock(start) + "–" + clock(end);
      if (ink.measureText(words).width + 10 < lead) {
        ink.fillStyle = "#fff"; ink.textBaseline = "middle"; ink.fillText(words, a + 7, top + ROW / 2 + 0.5);
      }
    }
  }

  function names(ink, c, first, last, left) {
    ink.fillStyle = c.back;
    ink.fillRect(0, HEAD, left - 1, scroller.clientHeight - HEAD);
    ink.strokeStyle = c.line;
    ink.beginPath(); ink.moveTo(left - 0.5, HEAD); ink.lineTo(left - 0.5, scroller.clientHeight); ink.stroke();
    ink.textBaseline = "middle";
    for (let row = first; row < last; row++) {
      const top = HEAD + row * ROW - scroller.scrollTop, rep = state.data.reps[state.rows[row]];
      if (row % 2) { ink.globalAlpha = 0.5; ink.fillStyle = c.soft; ink.fillRect(0, top, left - 1, ROW); ink.globalAlpha = 1; }
      ink.fillStyle = c.text;
      ink.font = `13px ${c.font}`;
      ink.fillText(fitted(ink, rep[0], left - 14), 6, top + ROW / 2 + 0.5);
    }
  }

  function header(ink, c, x, left, width) {
    ink.fillStyle = c.back;
    ink.fillRect(0, 0, width, HEAD);
    ink.strokeStyle = c.line;
    ink.beginPath(); ink.moveTo(0, HEAD - 0.5); ink.lineTo(width, HEAD - 0.5); ink.stroke();
    const perDay = DAY * scale(), every = [1, 2, 3, 4, 6, 8, 12].find((h) => (perDay / 24) * h > 44) ?? 24;
    ink.save();
    ink.beginPath(); ink.rect(left, 0, width - left, HEAD); ink.clip();
    ink.textBaseline = "alphabetic";
    for (let day = 0; day < state.data.days; day++) {
      const a = x(day * DAY), b = x((day + 1) * DAY);
      if (b < left || a > width) continue;
      ink.strokeStyle = c.line;
      ink.beginPath(); ink.moveTo(Math.round(a) + 0.5, 6); ink.lineTo(Math.round(a) + 0.5, HEAD); ink.stroke();
      ink.fillStyle = c.text;
      ink.font = `600 12px ${c.font}`;
      ink.fillText(fitted(ink, state.data.labels[day], b - Math.max(a, left) - 10), Math.max(a, left) + 6, 18);
      ink.font = `11px ${c.font}`;
      ink.globalAlpha = 0.65;
      for (let hour = every; hour < 24; hour += every) {
        ink.textAlign = "center"; ink.fillText(String(hour).padStart(2, "0"), x(day * DAY + hour * 60), 36); ink.textAlign = "left";
      }
      ink.globalAlpha = 1;
    }
    ink.restore();
  }

  function at(event) {
    const box = scroller.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    if (px < nameWidth() || py < HEAD) return null;
    const row = Math.floor((py - HEAD + scroller.scrollTop) / ROW);
    if (row < 0 || row >= state.rows.length) return null;
    const minute = (px - nameWidth() + scroller.scrollLeft) / scale();
    const shift = state.byRow[state.rows[row]].find((s) => s[1] <= minute && minute < s[2]);
    return shift ? { shift, px, py, rep: state.data.reps[state.rows[row]] } : null;
  }

  function point(event) {
    const found = at(event), id = found ? found.shift[4] : null;
    canvas.style.cursor = found ? "pointer" : "default";
    tip.hidden = !found;
    if (found) {
      const [, start, end, , , breaks, place] = found.shift;
      const lines = [found.rep[0], found.rep[1], `${clock(start)}–${clock(end)}, ${place}`];
      for (const [from, to, , name] of breaks) lines.push(`${name} ${clock(from)}–${clock(to)}`);
      tip.replaceChildren(...lines.filter(Boolean).map((words) => Object.assign(document.createElement("div"), { textContent: words })));
      const left = Math.min(found.px + 14, scroller.clientWidth - tip.offsetWidth - 6);
      tip.style.left = Math.max(4, left) + "px";
      tip.style.top = scroller.offsetTop + Math.min(found.py + 16, scroller.clientHeight - tip.offsetHeight - 4) + "px";
    }
    if (id !== state.hover) { state.hover = id; queue(); }
  }

  const leave = () => { tip.hidden = true; if (state.hover !== null) { state.hover = null; queue(); } };
  const press = (event) => { const found = at(event); if (found) view.select(found.shift[4]); };
  const zoom = (event) => {
    const centre = (scroller.scrollLeft + 1) / Math.max(scale(), 1e-9);
    state.touched = true;
    state.shown = event.currentTarget.dataset.days === "99" ? state.data.days : Number(event.currentTarget.dataset.days);
    layout();
    scroller.scrollLeft = centre * scale();
  };
  const observer = new ResizeObserver(() => state.data && layout());
  scroller.addEventListener("scroll", queue, { passive: true });
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerleave", leave);
  canvas.addEventListener("click", press);
  search.addEventListener("input", filter);
  for (const button of buttons) button.addEventListener("click", zoom);

  function stop() { observer.disconnect(); }
  return view;
}

function clock(minute) {
  const rest = ((minute % DAY) + DAY) % DAY;
  return String(Math.floor(rest / 60)).padStart(2, "0") + ":" + String(rest % 60).padStart(2, "0");
}

function fitted(ink, words, width) {
  if (ink.measureText(words).width <= width) return words;
  let low = 0, high = words.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ink.measureText(words.slice(0, middle) + "…").width <= width) low = middle; else high = middle - 1;
  }
  return low ? words.slice(0, low) + "…" : "";
}
