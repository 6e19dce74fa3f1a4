import type { Format } from '../domain/format.ts';
import type { Account } from '../domain/reportPanels.ts';
import type { Drawing } from './program.ts';
import { textWidth } from './textWidth.ts';
import type { Theme } from './theme.ts';

const rowHeight = 25;

interface Step {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly total: boolean;
}

/** The account of a change as a waterfall, drawn from the shown figures, so that the bars sum as the numbers beside them do. */
export function waterfallDrawing(account: Account, width: number, format: Format, theme: Theme): Drawing {
  const steps = stepsOf(account, format);
  const values = steps.flatMap((step) => [step.from, step.to]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(0.1, (high - low) * 0.04);
  const left = Math.max(...steps.map((step) => textWidth(step.name, 13, theme, step.total ? 'semibold' : 'regular'))) + 14;
  const right = Math.max(...steps.map((step) => textWidth(step.text, 13, theme, step.total ? 'semibold' : 'regular'))) + 12;
  const rows = steps.map((step, row) => ({ ...step, row, words: format.text('chart.step', { name: step.name, value: step.text }) }));
  const bars = rows.filter((step) => !step.total).map(({ row, from, to, words }) => ({ row, value: from, value2: to, words }));
  const weight = (step: Step): number => (step.total ? 600 : 400);
  return {
    width: Math.max(90, Math.round(width - left - right)),
    height: steps.length * rowHeight,
    padding: { left, right, top: 2, bottom: 2 },
    params: { xDomain: [low - air, high + air] },
    datasets: {
      guides: rows.filter((step) => step.total).map(({ row, to }) => ({ row, value: low - air, value2: to })),
      connectors: rows.slice(0, -1).map(({ row, to }) => ({ row, row2: row + 1, value: to })),
      gains: bars.filter((bar) => bar.value2 > bar.value),
      losses: bars.filter((bar) => bar.value2 < bar.value),
      totals: rows.filter((step) => step.total).map(({ row, to, words }) => ({ row, value: to, words })),
      names: rows.map((step) => ({ row: step.row, value: low - air, text: step.name, weight: weight(step) })),
      figures: rows.map((step) => ({ row: step.row, value: Math.max(step.from, step.to), text: step.text, weight: weight(step) })),
    },
  };
}

function stepsOf({ since, shownFrom, shownTo, parts }: Account, format: Format): Step[] {
  const total = (name: string, value: number): Step => ({ name, text: format.percent(value / 100), from: value, to: value, total: true });
  let at = shownFrom;
  const changes = parts.filter((part) => part.shown !== 0).map((part): Step => {
    const from = at;
    at += part.shown;
    return { name: format.text(`cause.${part.cause}`), text: format.pp(part.shown / 100), from, to: at, total: false };
  });
  return [total(format.day(since), shownFrom), ...changes, total(format.text('chart.now'), shownTo)];
}
