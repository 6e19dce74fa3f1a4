import type { Format } from '../../domain/format.ts';
import type { RunRecord } from './runRecord.ts';

/** The score of every run as SVG; drawn here rather than by the charts stage, which reads a report's model and not the archive. */

/** One width the trend is drawn for; the stylesheet shows the one that fits. */
export interface TrendSize {
  readonly name: 'wide' | 'narrow';
  /** CSS pixels, all of them. */
  readonly width: number;
  readonly height: number;
  /** Most labels on the time axis. */
  readonly ticks: number;
}

export const trendSizes: readonly TrendSize[] = [
  { name: 'wide', width: 1072, height: 260, ticks: 9 },
  { name: 'narrow', width: 342, height: 210, ticks: 3 },
];

/** Wide enough for the fonts a reader has where ours may not be loaded. */
const padding = { left: 48, right: 76, top: 14, bottom: 28 };

/** A run as the line shows it. */
interface Mark {
  readonly x: number;
  /** Null: no score. */
  readonly y: number | null;
  readonly record: RunRecord;
}

/** The line from 0 to 100 %, runs oldest first; a run without a score breaks it, an incomplete one is a ring. At least one run. */
export function trendSvg(runs: readonly RunRecord[], size: TrendSize, format: Format): string {
  const scale = scaleOf(runs, size);
  const marks = runs.map((record): Mark => ({ record, x: scale.x(Date.parse(record.takenAt)), y: record.score === null ? null : scale.y(record.score) }));
  const parts = [gridLines(size, scale), dayLabels(runs, size, scale, format), targetLine(runs, size, scale, format), line(marks), dots(marks, format), endLabel(marks, format)];
  return `<svg class="trend trend-${size.name}" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="${escaped(trendWords(runs, format))}">${parts.join('')}</svg>`;
}

/** The finding, as a sentence: the chart's title. */
export function trendWords(runs: readonly RunRecord[], format: Format): string {
  const scored = runs.filter((run) => run.score !== null);
  const [first, last] = [scored[0], scored.at(-1)];
  if (first === undefined || last === undefined) return format.text('siteTrend.none');
  const words = { from: format.percent(first.score), fromDay: format.day(first.day), to: format.percent(last.score), toDay: format.day(last.day) };
  if (first === last) return format.text('siteTrend.first', words);
  const change = (last.score ?? 0) - (first.score ?? 0);
  const moved = { ...words, by: format.pp(Math.abs(change)).replace(/^[+±]/, '') };
  return format.text(Math.abs(change) < 0.0005 ? 'siteTrend.stands' : change > 0 ? 'siteTrend.rose' : 'siteTrend.fell', moved);
}

interface Scale {
  x(ms: number): number;
  y(ratio: number): number;
}

function scaleOf(runs: readonly RunRecord[], size: TrendSize): Scale {
  const times = runs.map((run) => Date.parse(run.takenAt));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const width = size.width - padding.left - padding.right;
  const height = size.height - padding.top - padding.bottom;
  return {
    x: (ms) => rounded(padding.left + (to === from ? width : ((ms - from) / (to - from)) * width)),
    y: (ratio) => rounded(padding.top + (1 - Math.max(0, Math.min(1, ratio))) * height),
  };
}

function gridLines(size: TrendSize, scale: Scale): string {
  return [0, 0.25, 0.5, 0.75, 1].map((ratio) => {
    const y = scale.y(ratio);
    const label = `${ratio * 100}${ratio === 1 ? ' %' : ''}`;
    return `<line class="grid" x1="${padding.left}" x2="${size.width - padding.right}" y1="${y}" y2="${y}"/><text class="axis" x="${padding.left - 6}" y="${y + 4}" text-anchor="end">${label}</text>`;
  }).join('');
}

/** Days under runs that lie at least a label apart, the newest always. */
function dayLabels(runs: readonly RunRecord[], size: TrendSize, scale: Scale, format: Format): string {
  const apart = (size.width - padding.left - padding.right) / size.ticks;
  const chosen: { x: number; day: string }[] = [];
  for (const run of runs.toReversed()) {
    const x = scale.x(Date.parse(run.takenAt));
    const newest = chosen.at(-1);
    if (newest === undefined || newest.x - x >= apart) chosen.push({ x, day: run.day });
  }
  return chosen.map(({ x, day }) => `<text class="axis" x="${x}" y="${size.height - 6}" text-anchor="middle">${escaped(format.day(day))}</text>`).join('');
}

/** The target of each run, as a step line: it may have been moved. */
function targetLine(runs: readonly RunRecord[], size: TrendSize, scale: Scale, format: Format): string {
  const steps = runs.flatMap((run) => (run.target === null ? [] : [{ x: scale.x(Date.parse(run.takenAt)), y: scale.y(run.target), target: run.target }]));
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return '';
  const path = steps.slice(1).map((step) => `H${step.x}V${step.y}`).join('');
  const start = runs[0]?.target === null ? first.x : padding.left;
  const end = size.width - padding.right;
  const score = runs.findLast((run) => run.score !== null)?.score ?? 0;
  // On the side of the line where the score is not.
  const y = score > last.target ? last.y + 16 : last.y - 6;
  return `<path class="target" d="M${start} ${first.y}${path}H${end}"/><text class="axis" x="${end}" y="${y}" text-anchor="end">${escaped(format.text('chart.target', { target: format.percent(last.target) }))}</text>`;
}

function line(marks: readonly Mark[]): string {
  const path = marks.map((mark, index) => {
    if (mark.y === null) return '';
    const joined = index > 0 && marks[index - 1]?.y !== null && mark.record.change.methodBreak === null;
    return `${joined ? 'L' : 'M'}${mark.x} ${mark.y}`;
  }).join('');
  return `<path class="line" d="${path}"/>`;
}

function dots(marks: readonly Mark[], format: Format): string {
  const crowded = marks.length > 120;
  return marks.map(({ x, y, record }) => {
    if (y === null) return '';
    const words = format.text(record.complete ? 'feed.title' : 'siteTrend.incomplete', { day: format.day(record.day), score: format.percent(record.score) });
    return `<circle class="${record.complete ? 'dot' : 'dot ring'}" cx="${x}" cy="${y}" r="${crowded ? 1.5 : 3.5}"><title>${escaped(words)}</title></circle>`;
  }).join('');
}

function endLabel(marks: readonly Mark[], format: Format): string {
  const last = marks.findLast((mark) => mark.y !== null);
  return last === undefined ? '' : `<text class="end" x="${last.x + 8}" y="${(last.y ?? 0) + 5}">${escaped(format.percent(last.record.score))}</text>`;
}

function rounded(px: number): number {
  return Math.round(px * 100) / 100;
}

/** Text for SVG inside HTML, element or attribute. */
function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
