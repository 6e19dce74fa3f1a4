import type { Charts } from '../charts/index.ts';
import type { ChartPicture } from '../deliver/index.ts';
import { formatOf } from '../domain/format.ts';
import type { ReportModel } from '../domain/report.ts';
import type { BrowserPool } from './browserPool.ts';

/** Width at which the picture is shown, CSS pixels: the chart for small screens, a little larger, reads on a phone and at a desk. */
const width = 440;

/** Space that the picture keeps around the chart on each side; see render/png. */
const margin = 8;

/** The trend as a picture for mail, drawn in a browser that is asked for when there is something to draw; null: there is no trend. */
export async function pictureOf(model: ReportModel, charts: Charts, templates: string, browsers: Pick<BrowserPool, 'use'>): Promise<ChartPicture | null> {
  const figure = charts.figures.get('trend');
  const svg = figure?.drawings.find(({ size }) => size === 'narrow')?.svg;
  const [, across = 0, down = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg ?? '') ?? []).map(Number);
  if (figure === undefined || svg === undefined || across === 0) return null;
  const [{ renderPng }, { reportAssets }] = await Promise.all([import('../render/png.ts'), import('../render/html.ts')]);
  const height = Math.ceil((down / across) * (width - 2 * margin)) + 2 * margin;
  return browsers.use(async (browser) => {
    const png = await renderPng(browser, { svg, width, height, assets: await reportAssets(templates) });
    return { png, width, height, alt: [figure.title, figure.description].filter((part) => part !== '').join('. ').replace('..', '.'), caption: await captionOf(model, figure.subtitle) };
  });
}

/** What the marks mean, since a picture has no hover text: the lines first, then the numbered events. */
async function captionOf(model: ReportModel, subtitle: string): Promise<string> {
  const format = formatOf(model);
  const { numberedEvents } = await import('../charts/index.ts');
  const lines = [
    model.headline.target === null ? '' : format.text('mail.dashed'),
    model.forecast.points.length === 0 ? '' : format.text('mail.dotted', { level: Math.round(model.forecast.level * 100) }),
  ].filter((part) => part !== '');
  const from = model.trend.overall[0]?.day ?? model.day;
  const events = numberedEvents(model.trend.events).filter(({ event }) => event.day >= from).map(({ event, number }) => format.text('mail.event', { number, day: format.day(event.day), label: event.label }));
  return [`${[subtitle, ...lines].join('; ')}.`, ...events].join(' ');
}
