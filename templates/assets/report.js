// Enhances the report where scripts may run: sortable tables and a filter for long ones. The page is complete without it.
// Builds elements and texts only; nothing from the page is ever parsed as HTML.
'use strict';

const page = document.documentElement.dataset;
const decimal = page.decimal ?? '.';
const longTable = 12;

/** A text of the page with its values. */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Number in a cell's text (`−1.2 pp`, `1,049`), or null where there is none. */
function numberIn(text) {
  if (!/\d/.test(text)) return null;
  const [whole, fraction = '0'] = text.replace(/[\u2212]/g, '-').split(decimal, 2);
  const sign = whole.includes('-') ? -1 : 1;
  return sign * Number(`${whole.replace(/\D/g, '')}.${fraction.match(/^\d*/)?.[0] || '0'}`);
}

function textOf(row, column) {
  return row.cells[column]?.textContent.trim() ?? '';
}

/** Missing values stay last in both directions. */
function compareRows(column, numeric, direction) {
  return (a, b) => {
    if (!numeric) return direction * textOf(a, column).localeCompare(textOf(b, column));
    const [x, y] = [numberIn(textOf(a, column)), numberIn(textOf(b, column))];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return direction * (x - y);
  };
}

function sortBy(table, header, button) {
  const body = table.tBodies[0];
  const descending = header.getAttribute('aria-sort') !== 'descending' && (header.classList.contains('number') || header.getAttribute('aria-sort') === 'ascending');
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  const rows = [...body.rows].filter((row) => !row.classList.contains('sum'));
  const sums = [...body.rows].filter((row) => row.classList.contains('sum'));
  rows.sort(compareRows(header.cellIndex, header.classList.contains('number'), descending ? -1 : 1));
  body.append(...rows, ...sums);
  button.focus();
}

function makeSortable(table) {
  for (const header of table.tHead.rows[0].cells) {
    const words = header.textContent.trim();
    if (header.querySelector('.unseen') !== null || header.querySelector('.bars-words') !== null || words === '') continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...header.childNodes);
    button.addEventListener('click', () => sortBy(table, header, button));
    header.append(button);
  }
}

function makeFilterable(table) {
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains('sum'));
  const frame = table.closest('.scroll');
  if (rows.length <= longTable || frame === null) return;
  const box = document.createElement('div');
  const input = document.createElement('input');
  const count = document.createElement('output');
  box.className = 'filter small';
  input.type = 'search';
  input.placeholder = page.filter ?? 'Filter rows';
  input.setAttribute('aria-label', filled(page.filterOf ?? 'Filter rows of {table}', { table: table.caption?.textContent ?? '' }));
  box.append(input, count);
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = wanted === '' ? '' : filled(page.filterCount ?? '{shown} of {total} rows', { shown, total: rows.length });
  });
  frame.before(box);
}

/** Every day of the report's line, newest first, as the table beneath it says: a chart that can be read takes its values from there. */
function daysOnRecord() {
  const rows = document.querySelectorAll('#trend .values tbody tr');
  return [...rows].map(({ cells }) => ({ day: cells[0].textContent.trim(), score: cells[1].textContent.trim(), remark: cells[4].textContent.trim() }));
}

function drawn(name, className, parent) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  element.setAttribute('class', className);
  parent.append(element);
  return element;
}

function place(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
}

/** Shows the exact value of the day under the pointer, or of the one chosen with the arrow keys. */
function makeReadable(svg, days) {
  const [left, top, width, height, span, last, low, high] = svg.dataset.plot.split(' ').map(Number);
  const oldest = Math.min(last, days.length - 1);
  const [reading, spoken] = [drawn('g', 'reading', svg), document.createElement('output')];
  const [line, dot, words] = [drawn('line', 'reading-line', reading), drawn('circle', 'reading-dot', reading), drawn('text', 'reading-words', reading)];
  reading.setAttribute('aria-hidden', 'true');
  reading.setAttribute('visibility', 'hidden');
  spoken.className = 'unseen';
  svg.after(spoken);
  svg.classList.add('read');
  let back = -1;
  const show = (daysBack, aloud) => {
    if (daysBack === back) return;
    back = daysBack;
    const { day, score, remark } = days[back];
    const value = numberIn(score);
    const x = left + ((last - back) / span) * width;
    const text = [`${day}: ${score}`, remark].filter((part) => part !== '').join(', ');
    place(line, { x1: x, x2: x, y1: top, y2: top + height });
    place(dot, { cx: x, cy: value === null ? 0 : top + ((high - value) / (high - low)) * height, r: 4, visibility: value === null ? 'hidden' : 'inherit' });
    const onTheRight = x > left + width / 2;
    place(words, { x: x + (onTheRight ? -8 : 8), y: top + height - 10, 'text-anchor': onTheRight ? 'end' : 'start' });
    words.textContent = text;
    if (aloud) spoken.textContent = text;
    reading.setAttribute('visibility', 'visible');
  };
  const hide = () => {
    back = -1;
    reading.setAttribute('visibility', 'hidden');
  };
  const within = (daysBack) => Math.min(oldest, Math.max(0, daysBack));
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    show(within(Math.round(last - ((x - left) / width) * span)), false);
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: back + 1, ArrowRight: back - 1, Home: oldest, End: 0, PageUp: back + 30, PageDown: back - 30 };
    if (event.key === 'Escape') hide();
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    show(within(back === -1 && event.key !== 'Home' ? 0 : steps[event.key]), true);
  });
  svg.setAttribute('tabindex', '0');
}

/** A link to a closed part opens it. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

for (const table of document.querySelectorAll('table[data-sortable]')) {
  makeSortable(table);
  makeFilterable(table);
}
const record = daysOnRecord();
if (record.length > 0) for (const svg of document.querySelectorAll('#trend svg[data-plot], #aggregate svg[data-plot]')) makeReadable(svg, record);
addEventListener('hashchange', openTarget);
openTarget();
