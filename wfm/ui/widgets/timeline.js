// Reps down, time across: draws only the rows in view, so a thousand reps scroll as easily as ten. How they are drawn is
// in timeline_paint.js. Everything that comes from data reaches the page as canvas text or textContent, never as HTML.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".timeline");
  const view = root.timeline ?? (root.timeline = new Timeline(root));
  view.select = (id) => setTriggerValue("clicked", id);
  view.show(data);
  return () => view.stop();
}

class Timeline {
  constructor(root) {
    const find = (name) => root.querySelector("." + name);
    this.root = root;
    this.scroller = find("scroller");
    this.spacer = find("spacer");
    this.canvas = find("canvas");
    this.tip = find("tip");
    this.search = find("search");
    this.count = find("count");
    this.buttons = [...root.querySelectorAll("[data-days]")];
    this.select = () => {};
    this.data = null;
    this.rows = [];
    this.shiftsOf = [];
    this.days = 7;
    this.daysChosen = false;
    this.hover = null;
    this.queued = false;
    this.observer = new ResizeObserver(() => this.data && this.layout());
    this.listen();
  }

  listen() {
    this.scroller.addEventListener("scroll", () => this.queue(), { passive: true });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.leave());
    this.canvas.addEventListener("click", (event) => this.press(event));
    this.search.addEventListener("input", () => this.filter());
    for (const button of this.buttons) button.addEventListener("click", () => this.zoom(Number(button.dataset.days)));
  }

  stop() { this.observer.disconnect(); }

  // What is shown

  show(data) {
    this.data = data;
    this.shiftsOf = data.reps.map(() => []);
    for (const shift of data.shifts) this.shiftsOf[shift[0]].push(shift);
    this.scroller.style.height = Math.min(data.height, HEAD + ROW * Math.max(data.reps.length, 3) + 14) + "px";
    for (const button of this.buttons) button.hidden = Number(button.dataset.days) > data.days;
    if (this.days > data.days) this.days = Math.min(7, data.days);
    if (this.scroller.clientWidth < 520 && this.days > 1 && !this.daysChosen) this.days = 1;
    this.filter();
    this.observer.observe(this.scroller);
  }

  filter() {
    const wanted = this.search.value.trim().toLowerCase();
    const fits = (rep) => !wanted || (rep[0] + " " + rep[1]).toLowerCase().includes(wanted);
    this.rows = [...this.data.reps.keys()].filter((i) => fits(this.data.reps[i]));
    const people = (rows) => rows.filter((i) => !this.data.reps[i][2]).length; // the row of open shifts is nobody's
    const total = people([...this.data.reps.keys()]);
    this.count.textContent = wanted ? `${people(this.rows)} of ${total} reps` : `${total} reps`;
    this.layout();
  }

  zoom(days) {
    const first = (this.scroller.scrollLeft + 1) / Math.max(this.perMinute(), 1e-9);
    this.daysChosen = true;
    this.days = days;
    this.layout();
    this.scroller.scrollLeft = first * this.perMinute();
  }

  nameWidth() { return this.scroller.clientWidth < 520 ? 104 : 176; }

  perMinute() { return (this.scroller.clientWidth - this.nameWidth()) / (Math.min(this.days, this.data.days) * DAY); }

  layout() {
    const shown = String(Math.min(this.days, this.data.days));
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.days === shown));
    this.spacer.style.width = this.nameWidth() + this.data.days * DAY * this.perMinute() + "px";
    this.spacer.style.height = HEAD + this.rows.length * ROW + "px";
    this.queue();
  }

  queue() {
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(() => { this.queued = false; this.draw(); });
  }

  draw() {
    const width = this.scroller.clientWidth, height = this.scroller.clientHeight, ratio = window.devicePixelRatio || 1;
    if (!this.data || !width) return;
    const wide = Math.round(width * ratio), high = Math.round(height * ratio);
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.canvas.style.width = width + "px";
      this.canvas.style.height = height + "px";
    }
    const ink = this.canvas.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    const left = this.nameWidth(), perMinute = this.perMinute(), { scrollLeft, scrollTop } = this.scroller;
    paint({
      ink, width, height, left, perMinute, hover: this.hover,
      colours: coloursOf(this.root),
      days: this.data.days,
      labels: this.data.labels,
      x: (minute) => left + minute * perMinute - scrollLeft,
      rows: this.rowsInView(scrollTop, height),
    });
  }

  rowsInView(scrollTop, height) {
    const first = Math.max(0, Math.floor(scrollTop / ROW));
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + height) / ROW));
    return this.rows.slice(first, last).map((rep, i) => ({
      top: HEAD + (first + i) * ROW - scrollTop,
      odd: (first + i) % 2 === 1,
      name: this.data.reps[rep][0],
      shifts: this.shiftsOf[rep],
    }));
  }

  // What the pointer does

  at(event) {
    const box = this.scroller.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    if (px < this.nameWidth() || py < HEAD) return null;
    const row = this.rows[Math.floor((py - HEAD + this.scroller.scrollTop) / ROW)];
    if (row === undefined) return null;
    const minute = (px - this.nameWidth() + this.scroller.scrollLeft) / this.perMinute();
    const shift = this.shiftsOf[row].find((s) => s[1] <= minute && minute < s[2]);
    return shift ? { shift, px, py, rep: this.data.reps[row] } : null;
  }

  point(event) {
    const found = this.at(event);
    this.canvas.style.cursor = found ? "pointer" : "default";
    this.tip.hidden = !found;
    if (found) this.tell(found);
    this.light(found ? found.shift[4] : null);
  }

  leave() {
    this.tip.hidden = true;
    this.light(null);
  }

  press(event) {
    const found = this.at(event);
    if (found) this.select(found.shift[4]);
  }

  light(id) {
    if (id === this.hover) return;
    this.hover = id;
    this.queue();
  }

  tell({ shift, px, py, rep }) {
    const [, start, end, , , pieces, place, locked] = shift;
    const lines = [rep[0], rep[1], `${clock(start)}–${clock(end)}, ${place}${locked ? ", locked" : ""}`];
    for (const [from, to, , name] of pieces) lines.push(`${name} ${clock(from)}–${clock(to)}`);
    const told = (words) => Object.assign(document.createElement("div"), { textContent: words });
    this.tip.replaceChildren(...lines.filter(Boolean).map(told));
    const { scroller, tip } = this;
    tip.style.left = Math.max(4, Math.min(px + 14, scroller.clientWidth - tip.offsetWidth - 6)) + "px";
    tip.style.top = scroller.offsetTop + Math.min(py + 16, scroller.clientHeight - tip.offsetHeight - 4) + "px";
  }
}
