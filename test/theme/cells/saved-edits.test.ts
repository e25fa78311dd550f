// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellKeys, SavedEdits } from '../../../theme/client/cells/saved-edits.js';
import { withEdits } from '../../../theme/client/cells/export-notebook.js';

/** A storage in memory. */
function storageOf(items: Record<string, string> = {}, limit = Infinity): Storage {
  return {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > limit) throw new DOMException('full', 'QuotaExceededError');
      items[key] = value;
    },
    removeItem: (key: string) => {
      Reflect.deleteProperty(items, key);
    },
  } as Storage;
}

const forbidden = (): Storage => {
  throw new DOMException('denied', 'SecurityError');
};

describe('edits survive the page', () => {
  test('what was written is read again', () => {
    const storage = storageOf();
    expect(new SavedEdits('/ping/', () => storage).set('a', 'const x = 1;')).toBeUndefined();
    const later = new SavedEdits('/ping/', () => storage);
    expect(later.fault).toBeUndefined();
    expect(later.get('a')).toBe('const x = 1;');
    expect(new SavedEdits('/autre/', () => storage).get('a')).toBeUndefined();
  });

  test('nothing is left when the last edit is undone', () => {
    const items: Record<string, string> = {};
    const edits = new SavedEdits('/ping/', () => storageOf(items));
    edits.set('a', 'x');
    edits.set('a', undefined);
    expect(items).toEqual({});
  });

  test('a storage that is forbidden or full is told, and the edits live as long as the page', () => {
    const denied = new SavedEdits('/ping/', forbidden);
    expect(denied.fault).toBe('forbidden');
    expect(denied.set('a', 'x')).toBe('forbidden');
    expect(denied.get('a')).toBe('x');
    expect(new SavedEdits('/ping/', () => storageOf({}, 10)).set('a', 'x')).toBe('full');
  });

  test('two tabs of a page keep what both write', () => {
    const storage = storageOf();
    const [one, other] = [new SavedEdits('/ping/', () => storage), new SavedEdits('/ping/', () => storage)];
    one.set('a', 'un');
    other.set('b', 'deux');
    expect(one.changedElsewhere()).toEqual([{ cell: 'b', source: 'deux' }]);
    expect(one.changedElsewhere()).toEqual([]);
    other.set('a', undefined);
    one.set('c', 'trois');
    const later = new SavedEdits('/ping/', () => storage);
    expect(['a', 'b', 'c'].map((cell) => later.get(cell))).toEqual([undefined, 'deux', 'trois']);
    expect(other.changedElsewhere()).toEqual([{ cell: 'c', source: 'trois' }]);
    expect(one.concerns({ key: 'sonde-cells:/ping/' }) && one.concerns({ key: null })).toBe(true);
    expect(one.concerns({ key: 'sonde-journal' })).toBe(false);
  });

  test('what a full storage refused is written when there is room again', () => {
    const items: Record<string, string> = {};
    let limit = 10;
    const edits = new SavedEdits('/ping/', () => storageOf(items, limit));
    expect(edits.set('a', 'x')).toBe('full');
    expect(edits.changedElsewhere()).toEqual([]);
    limit = Infinity;
    expect(edits.set('b', 'y')).toBeUndefined();
    const later = new SavedEdits('/ping/', () => storageOf(items));
    expect([later.get('a'), later.get('b')]).toEqual(['x', 'y']);
  });

  test('a tab that finds what another has spoilt keeps what it knows', () => {
    const items: Record<string, string> = {};
    const edits = new SavedEdits('/ping/', () => storageOf(items));
    edits.set('a', 'x');
    items['sonde-cells:/ping/'] = '{"version":';
    expect(edits.changedElsewhere()).toEqual([]);
    expect(edits.get('a')).toBe('x');
  });

  test('whatever was stored: our edits, or none and a fault', () => {
    const stored = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ version: fc.constantFrom(1, 2), edits: fc.anything() })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(stored, (text) => {
        const edits = new SavedEdits('/', () => storageOf({ 'sonde-cells:/': text }));
        if (edits.fault === undefined) expect(JSON.parse(text)).toMatchObject({ version: 1 });
        else expect(edits.fault).toBe('corrupted');
        expect(edits.get('toString')).toSatisfy((value) => value === undefined || typeof value === 'string');
      }),
    );
  });

  test('a cell is known by its text, twins by their order', () => {
    const keys = cellKeys(['a', 'b', 'a']);
    expect(new Set(keys).size).toBe(3);
    expect(cellKeys(['nouvelle', 'a', 'b', 'a']).slice(1)).toEqual(keys);
  });
});

test('an exported notebook holds the edits, and nothing else changes', () => {
  const notebook = {
    nbformat: 4,
    cells: [
      { cell_type: 'markdown', source: 'un texte' },
      { cell_type: 'code', source: ['const x = 1;\n', 'x;'], outputs: [] },
      { cell_type: 'code', source: 'x;', outputs: [] },
      { cell_type: 'code', source: 'x;', outputs: [] },
    ],
  };
  const edited = withEdits(notebook, [
    { original: 'const x = 1;\nx;', source: 'const x = 1;\nx;' },
    { original: 'x;', source: 'x;' },
    { original: 'x;', source: 'x + 1;' },
  ]);
  expect(edited).toEqual({
    ...notebook,
    cells: [...notebook.cells.slice(0, 3), { cell_type: 'code', source: 'x + 1;', outputs: [] }],
  });
});
