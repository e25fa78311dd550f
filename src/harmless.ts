/**
 * Names, labels, payloads and errors come from strangers: a terminal would obey what controls it, and a bidirectional control
 * shows a line in another order than it is read.
 */

/** All that a terminal obeys or that is not seen; the end of a line and the tab are what reports are made of. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** What most reports are made of has none of these: letters of the West, punctuation, arrows. Found sooner than what is obeyed. */
const plain = /^[\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff]*$/;
/** In a name, the end of a line is no more than another character: it would add lines of its own to a report. */
const obeyedInLine = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text whose controls are shown as the escapes of JSON, so that what was JSON still is, and still says the same. */
export function harmless(text: string): string {
  return plain.test(text) ? text : text.replace(obeyed, shown);
}

/** One line of a report, whatever the names in it: none adds a line of its own. Tabs stay: they are between the cells of some. */
export function oneLine(text: string): string {
  return harmless(text).replaceAll('\n', shown);
}

/** What came from outside and must stay on its line: a name, a title, a line that could not be read. */
export function inLine(text: string): string {
  return text.replace(obeyedInLine, shown);
}

function shown(character: string): string {
  return Array.from({ length: character.length }, (_, i) => escapeOf(character.charCodeAt(i))).join('');
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
