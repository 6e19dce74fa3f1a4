// Enhances the report where scripts may run: sortable tables and a filter for long ones. The page is complete without it.
// Builds elements and texts only; nothing from the page is ever parsed as HTML.
'use strict';

const decimal = document.documentElement.dataset.decimal ?? '.';
const longTable = 12;

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
  input.placeholder = 'Filter rows';
  input.setAttribute('aria-label', `Filter rows of ${table.caption?.textContent ?? 'the table'}`);
  box.append(input, count);
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = wanted === '' ? '' : `${shown} of ${rows.length} rows`;
  });
  frame.before(box);
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
addEventListener('hashchange', openTarget);
openTarget();
