const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8', txt: 'text/plain; charset=utf-8', xml: 'application/atom+xml; charset=utf-8',
  svg: 'image/svg+xml', png: 'image/png', woff2: 'font/woff2', pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Media type of a file by its name; anything unknown is bytes, which no browser runs. */
export function contentTypeOf(path: string): string {
  const extension = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(types, extension) ? (types[extension] ?? '') : 'application/octet-stream';
}

/** Fonts never change under their name; everything else is written again by a later run and has to be asked for, never by shared caches. */
export function cacheControlOf(path: string): string {
  return path.endsWith('.woff2') ? 'private, max-age=604800' : 'private, no-cache';
}
