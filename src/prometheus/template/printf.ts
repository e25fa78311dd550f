import { formatFixed, formatGeneral, formatScientific } from '../go-float.js';
import { TemplateError } from './syntax.js';
import { display, type TemplateValue } from './value.js';

const directive = /%([-+# 0]*)(\*|\d*)(?:\.(\*|\d*))?(.?)/gsu;
/** The most that `%999999999d` may ask for. */
const maxWidth = 1000;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly verb: string;
}

/** Go's fmt.Sprintf, for the values that templates have. */
export function sprintf(format: string, values: readonly TemplateValue[]): string {
  let next = 0;
  const printed = format.replace(
    directive,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      const star = (): string =>
        String(values[next++]?.type === 'int' ? (values[next - 1] as { value: number }).value : 0);
      const wide = width === '*' ? star() : width;
      const precise = precision === '*' ? star() : precision;
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      const value = values[next++];
      if (value === undefined) return `%!${verb}(MISSING)`;
      const asked = {
        flags,
        width: Number(wide),
        precision: precise === undefined ? undefined : Number(precise),
        verb,
      };
      if (asked.width > maxWidth || (asked.precision ?? 0) > maxWidth)
        throw new TemplateError('width out of range');
      return padded(formatOne(asked, value), asked, value);
    },
  );
  const extra = values.slice(next).map((value) => `${goType(value)}=${display(value)}`);
  return extra.length === 0 ? printed : `${printed}%!(EXTRA ${extra.join(', ')})`;
}

function formatOne(asked: Directive, value: TemplateValue): string {
  const { verb } = asked;
  if (verb === 'v')
    return value.type === 'float64' ? signed(floatText(asked, 'g', value.value), asked) : display(value);
  if (verb === 'T') return goType(value);
  switch (value.type) {
    case 'float64':
      if ('eEfFgG'.includes(verb)) return signed(floatText(asked, verb, value.value), asked);
      break;
    case 'int':
      if ('dxXobcqU'.includes(verb)) return signed(integerText(verb, value.value), asked);
      break;
    case 'string':
      if ('sqxX'.includes(verb)) return stringText(asked, value.value);
      break;
    case 'bool':
      if (verb === 't') return String(value.value);
      break;
    case 'time':
      if (verb === 's') return display(value);
      break;
    default:
      if (verb === 's' || verb === 'd' || verb === 'q') return container(asked, value);
  }
  return value.type === 'nil' ? `%!${verb}(<nil>)` : `%!${verb}(${goType(value)}=${display(value)})`;
}

function floatText({ precision }: Directive, verb: string, value: number): string {
  const lower = verb.toLowerCase();
  const text =
    lower === 'f'
      ? formatFixed(value, precision ?? 6)
      : lower === 'e'
        ? formatScientific(value, precision ?? 6)
        : formatGeneral(value, precision);
  return lower === verb ? text : text.toUpperCase();
}

function integerText(verb: string, value: number): string {
  switch (verb) {
    case 'x':
      return value.toString(16);
    case 'X':
      return value.toString(16).toUpperCase();
    case 'o':
      return value.toString(8);
    case 'b':
      return value.toString(2);
    case 'c':
      return String.fromCodePoint(validPoint(value));
    case 'q':
      return `'${String.fromCodePoint(validPoint(value))}'`;
    case 'U':
      return `U+${validPoint(value).toString(16).toUpperCase().padStart(4, '0')}`;
    default:
      return String(value);
  }
}

function validPoint(value: number): number {
  return value >= 0 && value <= 0x10ffff ? value : 0xfffd;
}

function stringText({ verb, precision }: Directive, value: string): string {
  const kept = precision === undefined ? value : Array.from(value).slice(0, precision).join('');
  if (verb === 's') return kept;
  if (verb === 'q') return quote(kept);
  const hex = Array.from(new TextEncoder().encode(kept), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  return verb === 'X' ? hex.toUpperCase() : hex;
}

/** Go's strconv.Quote. */
export function quote(value: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
    '"': '\\"',
    '\\': '\\\\',
  };
  return `"${value.replace(/["\\\p{Cc}]/gu, (character) => escapes[character] ?? `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`)}"`;
}

/** A verb applies to each value inside a list or a map. */
function container(asked: Directive, value: TemplateValue): string {
  if (value.type === 'map') {
    const names = [...value.entries.keys()].sort();
    const shown = names.map(
      (name) =>
        `${formatOne(asked, { type: 'string', value: name })}:${formatOne(asked, value.entries.get(name) ?? value.missing)}`,
    );
    return `map[${shown.join(' ')}]`;
  }
  if (value.type === 'list') return `[${value.items.map((item) => formatOne(asked, item)).join(' ')}]`;
  return value.type === 'nil' ? `%!${asked.verb}(<nil>)` : display(value);
}

function signed(text: string, { flags }: Directive): string {
  if (text.startsWith('%!') || /^[-+]/.test(text)) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function padded(text: string, { flags, width }: Directive, value: TemplateValue): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const isFinite = value.type === 'int' || (value.type === 'float64' && Number.isFinite(value.value));
  if (!flags.includes('0') || !(isFinite || value.type === 'string')) return ' '.repeat(missing) + text;
  const [sign = ''] = isFinite ? (/^[-+ ]/.exec(text) ?? []) : [];
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function goType(value: TemplateValue): string {
  const names: Partial<Record<TemplateValue['type'], string>> = {
    map: 'map[string]string',
    nil: '<nil>',
    list: 'template.queryResult',
    time: '*time.Time',
    struct: '*template.sample',
  };
  return names[value.type] ?? value.type;
}
