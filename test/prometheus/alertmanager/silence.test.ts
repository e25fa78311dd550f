import { expect, test } from 'vitest';
import fc from 'fast-check';
import { ParseError } from 'sonde';
import { courseRoutes, readSilence, simulateNotifications } from 'sonde/prometheus';

const hour = { startsMs: 0, endsMs: 3_600_000 };
const alert = { labels: { alertname: 'Panne', instance: 'box' }, startsMs: 60_000, endsMs: 120_000 };

test.each([
  ['{instance="box"}', 0],
  ['{instance=~"b.*", alertname="Panne"}', 0],
  ['instance="box"', 0],
  ['{instance="fai"}', 2],
  ['{instance="box", alertname="Autre"}', 2],
])('%s leaves %i messages', async (matchers, messages) => {
  const silences = [await readSilence(matchers, hour)];
  const sent = simulateNotifications(await courseRoutes(), [alert], { untilMs: 7_200_000, silences });
  expect(sent).toHaveLength(messages);
});

test.each(['', '{}', '{instance}', '{instance="a" b"}', '{instance=~"("}', 'x'.repeat(20_000)])(
  'refuses %j',
  async (matchers) => {
    await expect(readSilence(matchers, hour)).rejects.toThrow(ParseError);
  },
);

test('refuses an end before its start', async () => {
  await expect(readSilence('{a="b"}', { startsMs: 1, endsMs: 1 })).rejects.toThrow(RangeError);
  await expect(readSilence('{a="b"}', { startsMs: NaN, endsMs: 1 })).rejects.toThrow(RangeError);
});

test('whatever the text, a silence or a ParseError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      const read = await readSilence(text, hour).catch((error: unknown) => error);
      expect(read instanceof ParseError || (read as { matchers: unknown[] }).matchers.length > 0).toBe(true);
    }),
  );
});
