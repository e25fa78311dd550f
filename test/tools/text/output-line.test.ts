import { describe, expect, test } from 'vitest';
import { reportLines, tableLines } from '../../../src/tools/text/output-line.js';
import { ParseError } from '../../../src/parse-error.js';

const textsOf = (text: string): readonly string[] => tableLines(text).lines.map((line) => line.text);

describe('prompts of shells, above and below what was printed', () => {
  test.each([
    'root@srv:/etc# ip route',
    '[student@vm ~]$ sudo ss -tan',
    '(venv) moi@poste:~/Documents/réseau$ netstat -rn',
    'moi@mac-de-moi ~ % arp -a',
    'C:\\Users\\moi>netstat -ano',
    'PS C:\\Users\\moi> route print',
    '$ ip neigh',
    '/ # arp',
    '~ $ ss',
    'bash-5.1$ ss -s',
    '➜  ~ ip a',
    'Microsoft Windows [version 10.0.19045.3693]\n(c) Microsoft Corporation. Tous droits réservés.\n\nC:\\Users\\moi>arp -a',
  ])('%s', (prompt) => {
    const bare = prompt.replace(/(?<=[#$%>➜] ?)[a-z ]*[-a-z ]+$/, '');
    for (const text of [
      `${prompt}\nrow 1\nrow 2\n`,
      `${prompt}\nrow 1\nrow 2\n${bare}`,
      `row 1\nrow 2\n${prompt}\n`,
    ]) {
      expect(textsOf(text)).toEqual(['row 1', 'row 2']);
      expect(tableLines(text).complete).toBe(true);
    }
  });

  test.each([
    'eth0@if2 UP 00:00:5e:00:53:01 <BROADCAST,UP>',
    '? (192.0.2.1) at 00:00:5e:00:53:01 on en0',
    '#',
    'a > b',
    'tcp LISTEN 0 128 *:22 *:*',
  ])('%j in the middle stays, and is no prompt where it says something', (line) => {
    expect(textsOf(`row\n${line}\nrow\n`)).toEqual(['row', line, 'row']);
    if (/\w/.test(line)) expect(textsOf(`${line}\n`)).toEqual([line]);
  });
});

describe('interrupted and cut', () => {
  test('the line where it stops says so', () => {
    const cut = ({ lines }: ReturnType<typeof tableLines>): unknown =>
      lines.map(({ text, isCut }) => (isCut ? [text] : text));
    expect(cut(tableLines('row 1\nro'))).toEqual(['row 1', ['ro']]);
    expect(cut(tableLines('row 1\nro^C\n'))).toEqual(['row 1', ['ro']]);
    expect(cut(tableLines('row 1\nro ^C^C\nme@vm:~$ '))).toEqual(['row 1', ['ro ']]);
    expect(cut(tableLines('row 1\n^C\n'))).toEqual(['row 1']);
    expect(cut(tableLines('^Crow 1\n'))).toEqual(['row 1']);
    for (const text of [
      'row\nro',
      'row\nro^C\n',
      'row\n^C\n',
      'row\n^C\nme@vm:~$ ',
      'row\n^Z\n[1]+  Stopped   ss\n',
    ])
      expect(tableLines(text).complete).toBe(false);
  });

  test('a report of ours is whole with its origin on the last line', () => {
    expect(reportLines('row\n[simulé]')).toMatchObject({ ended: true, origin: 'simulated' });
  });

  test('marks without end are no matter', () => {
    expect(tableLines(`${'^C'.repeat(30_000)}\nrow\n`).lines).toMatchObject([{ text: 'row' }]);
    expect(tableLines(`${' '.repeat(30_000)}^C x\n`).complete).toBe(true);
    expect(() => tableLines(`${'x'.repeat(70_000)}\n`)).toThrow(ParseError);
  });
});

describe('what a terminal or another system adds', () => {
  test('colours, titles, character sets', () => {
    expect(
      textsOf('\u001b]0;title\u0007\u001b[1;31mrow\u001b[0m \u001b[38:5:1m1\u001b[K\u001b(B\r\n'),
    ).toEqual(['row 1']);
  });

  test('thousands that are apart are one number; blanks in names stay', () => {
    expect(textsOf('octets 1\u00a0234\u202f567 et 1 234\nnom a\u00a0234\n')).toEqual([
      'octets 1234567 et 1 234',
      'nom a\u00a0234',
    ]);
  });
});
