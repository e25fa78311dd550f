/** What the drawing of outputs takes from `node:util`. */

// ECMA-48: CSI sequences, OSC strings, and other escapes of two characters.
const controls =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]|\u009b[0-?]*[ -/]*[@-~]/g;

export function stripVTControlCharacters(text: string): string {
  return text.replace(controls, '');
}
