/**
 * A text from outside without what XML and CSV readers choke on: characters no XML may hold and halves of surrogate pairs become U+FFFD,
 * every line break one line feed.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd');
}
