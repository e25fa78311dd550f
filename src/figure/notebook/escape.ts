/** Text of any origin (a host name, a student's answer) written into a page, where it stays text. */

/** For HTML, between tags or in a quoted attribute. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON for a script element: it cannot end the element, and has no U+2028 nor U+2029, which end a line in older engines. */
export function scriptJson(json: string): string {
  return json.replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
