import type { Format } from '../domain/format.ts';
import type { Alerts } from '../domain/alerts.ts';

/** Alarms a card lists; alerts.json has them all. Teams takes cards of at most 28 KB. */
const alarmsShown = 15;
const longestText = 400;

/**
 * A run's alarms as the message that a Teams workflow ("when a webhook request is received") posts: an adaptive card, version 1.4.
 * Names from outside stand in text runs, which unlike text blocks know no markup.
 */
export function alertCard({ title, day, runId, alerts }: Alerts, format: Format): object {
  const alarms = alerts.filter(({ status }) => status === 'alarm');
  const lines = alarms.slice(0, alarmsShown).map(({ message, causes }) => {
    const why = causes.slice(0, 3).map(({ cause, shown }) => `${format.text(`cause.${cause}`)} ${format.pp(shown / 100)}`).join(', ');
    return plain(`• ${message}${why === '' ? '' : ` ${format.text('card.causes', { causes: why })}`}`, {});
  });
  const rest = alarms.length - alarmsShown;
  return {
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        msteams: { width: 'Full' },
        body: [
          plain(format.text('card.title', { title, count: alarms.length }), { size: 'Large', weight: 'Bolder' }),
          ...lines,
          ...(rest > 0 ? [plain(format.text('card.more', { count: rest }), {})] : []),
          plain(format.text('card.run', { day: format.day(day), run: runId }), { isSubtle: true, size: 'Small' }),
        ],
      },
    }],
  };
}

function plain(text: string, style: Readonly<Record<string, unknown>>): object {
  const line = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: line.length > longestText ? `${line.slice(0, longestText - 1)}…` : line, ...style }] };
}
