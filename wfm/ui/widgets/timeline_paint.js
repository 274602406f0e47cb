// How the timeline is drawn: stripes, shifts, names and the axis of days. Each function draws one of them from a frame,
// which holds the canvas's ink, the colours, and what is in view. This text stands in front of timeline.js.

const ROW = 28;
const HEAD = 44;
const DAY = 1440;
const OFF = 2; // the kind of a piece that is an activity, not a break

function paint(frame) {
  const { ink, colours, left, width, height, rows } = frame;
  ink.fillStyle = colours.back;
  ink.fillRect(0, 0, width, height);
  ink.save();
  ink.beginPath();
  ink.rect(left, HEAD, width - left, height - HEAD);
  ink.clip();
  paintStripes(frame);
  for (const row of rows) for (const shift of row.shifts) paintShift(frame, row.top, shift);
  ink.restore();
  paintNames(frame);
  paintHeader(frame);
}

function coloursOf(root) {
  const style = getComputedStyle(root);
  const get = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: get("--st-text-color", "#222"), back: get("--st-background-color", "#fff"),
    soft: get("--st-secondary-background-color", "#f2f4f5"), line: get("--st-border-color", "#ddd"),
    site: get("--st-primary-color", "#0f766e"), remote: get("--st-blue-color", "#3b6fd4"),
    off: get("--off-queue", "#c2742a"),
    font: get("--st-font", "sans-serif"),
  };
}

function line(ink, fromX, fromY, toX, toY) {
  ink.beginPath();
  ink.moveTo(fromX, fromY);
  ink.lineTo(toX, toY);
  ink.stroke();
}

function stripe({ ink, colours }, row, width) {
  if (!row.odd) return;
  ink.globalAlpha = 0.5;
  ink.fillStyle = colours.soft;
  ink.fillRect(0, row.top, width, ROW);
  ink.globalAlpha = 1;
}

function paintStripes(frame) {
  const { ink, colours, x, width, height, rows, days } = frame;
  for (const row of rows) stripe(frame, row, width);
  ink.strokeStyle = colours.line;
  ink.lineWidth = 1;
  for (let day = 0; day <= days; day++) {
    const at = Math.round(x(day * DAY)) + 0.5;
    line(ink, at, HEAD, at, height);
  }
}

function paintShift({ ink, colours, x, left, width, hover }, top, shift) {
  const [, start, end, remote, id, pieces, , locked] = shift;
  const a = x(start), b = x(end);
  if (b < left || a > width) return;
  ink.fillStyle = remote ? colours.remote : colours.site;
  ink.globalAlpha = hover === null || hover === id ? 0.88 : 0.6;
  ink.beginPath();
  ink.roundRect(a + 0.5, top + 5, Math.max(2, b - a - 1), ROW - 10, 4);
  ink.fill();
  for (const [from, to, kind] of pieces) {
    ink.fillStyle = kind === OFF ? colours.off : colours.back;
    ink.globalAlpha = [0.85, 0.55, 1][kind];
    ink.fillRect(x(from), top + 5, Math.max(1, x(to) - x(from)), ROW - 10);
  }
  ink.globalAlpha = 1;
  if (locked && b - a > 16) paintLock(ink, colours, b - 12, top + 8);
  if (b - a > 92) {
    const lead = pieces.length ? x(pieces[0][0]) - a : b - a;
    ink.font = `500 11px ${colours.font}`;
    const words = clock(start) + "–" + clock(end);
    if (ink.measureText(words).width + 10 < lead) {
      ink.fillStyle = "#fff";
      ink.textBaseline = "middle";
      ink.fillText(words, a + 7, top + ROW / 2 + 0.5);
    }
  }
}

// A padlock of eight pixels, on a ground of its own, so that it is seen on every colour a shift may have there.
function paintLock(ink, colours, left, top) {
  ink.fillStyle = colours.back;
  ink.beginPath();
  ink.roundRect(left - 1, top - 1, 10, 12, 3);
  ink.fill();
  ink.fillStyle = ink.strokeStyle = colours.text;
  ink.lineWidth = 1.2;
  ink.fillRect(left + 1, top + 4, 6, 5);
  ink.beginPath();
  ink.arc(left + 4, top + 4, 2, Math.PI, 0);
  ink.stroke();
}

function paintNames(frame) {
  const { ink, colours, left, height, rows } = frame;
  ink.fillStyle = colours.back;
  ink.fillRect(0, HEAD, left - 1, height - HEAD);
  ink.strokeStyle = colours.line;
  line(ink, left - 0.5, HEAD, left - 0.5, height);
  ink.textBaseline = "middle";
  for (const row of rows) {
    stripe(frame, row, left - 1);
    ink.fillStyle = colours.text;
    ink.font = `13px ${colours.font}`;
    ink.fillText(fitted(ink, row.name, left - 14), 6, row.top + ROW / 2 + 0.5);
  }
}

function paintHeader(frame) {
  const { ink, colours, x, left, width, days, labels, perMinute } = frame;
  ink.fillStyle = colours.back;
  ink.fillRect(0, 0, width, HEAD);
  ink.strokeStyle = colours.line;
  line(ink, 0, HEAD - 0.5, width, HEAD - 0.5);
  const every = [1, 2, 3, 4, 6, 8, 12].find((hours) => 60 * hours * perMinute > 44) ?? 24;
  ink.save();
  ink.beginPath();
  ink.rect(left, 0, width - left, HEAD);
  ink.clip();
  ink.textBaseline = "alphabetic";
  for (let day = 0; day < days; day++) {
    const a = x(day * DAY), b = x((day + 1) * DAY);
    if (b < left || a > width) continue;
    ink.strokeStyle = colours.line;
    line(ink, Math.round(a) + 0.5, 6, Math.round(a) + 0.5, HEAD);
    ink.fillStyle = colours.text;
    ink.font = `600 12px ${colours.font}`;
    ink.fillText(fitted(ink, labels[day], b - Math.max(a, left) - 10), Math.max(a, left) + 6, 18);
    ink.font = `11px ${colours.font}`;
    ink.globalAlpha = 0.65;
    ink.textAlign = "center";
    for (let hour = every; hour < 24; hour += every) {
      ink.fillText(String(hour).padStart(2, "0"), x(day * DAY + hour * 60), 36);
    }
    ink.textAlign = "left";
    ink.globalAlpha = 1;
  }
  ink.restore();
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
