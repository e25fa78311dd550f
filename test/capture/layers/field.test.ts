import { describe, expect, test } from 'vitest';
import { contextFields } from '../../../src/capture/conversations/tracked-fields.js';
import { frameFields } from '../../../src/capture/layers/frame.js';
import { layerModules } from '../../../src/capture/layers/registry.js';

const places = [
  { title: 'frame', fields: frameFields, about: 'La trame entière.' },
  { title: 'context', fields: contextFields, about: 'Ce que disent les paquets d’avant.' },
  ...Object.values(layerModules),
];

describe.each(places)('every field of « $title » says in French what it is', ({ fields, about }) => {
  test.each([{ name: 'itself', about }, ...fields])('$name', ({ about: sentence }) => {
    // A capital, a full stop or a question, and none of the characters that French typography replaces.
    expect(sentence).toMatch(/^[A-ZÀÉÊ0-9].{7,}[.?…]$/u);
    expect(sentence).not.toMatch(/['"]| [;:!?»]|« /u);
  });
});
