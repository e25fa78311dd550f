import { ParseError } from '../parse-error.js';
import { ipv4Bytes, ipv4Text } from './address.js';
import { fits, uint8 } from './octets.js';

const numbers = { 'record-route': 7, 'loose-source-route': 131, 'strict-source-route': 137 } as const;

/** Asks each router on the way to write its address (RFC 791; ping -R). */
export interface Ipv4RecordRoute {
  readonly kind: 'record-route';
  /** How many addresses there is room for, 9 at most. */
  readonly slots: number;
  /** The addresses written so far. */
  readonly recorded: readonly string[];
}

/** Tells the routers which way to take (RFC 791). Refused nearly everywhere, for it serves attacks (RFC 7126). */
export interface Ipv4SourceRoute {
  readonly kind: 'loose-source-route' | 'strict-source-route';
  /** The addresses that took the place of the stops already made. */
  readonly passed: readonly string[];
  /** The stops still to make, the last one being the true destination. */
  readonly ahead: readonly string[];
}

/** An option made of addresses and of a pointer to the next one. */
export type Ipv4RouteOption = Ipv4RecordRoute | Ipv4SourceRoute;

/** Which of these options has this number, if any. */
export function routeKindOf(number: number): Ipv4RouteOption['kind'] | undefined {
  switch (number) {
    case numbers['record-route']:
      return 'record-route';
    case numbers['loose-source-route']:
      return 'loose-source-route';
    case numbers['strict-source-route']:
      return 'strict-source-route';
    default:
      return undefined;
  }
}

/**
 * Reads a whole option, from its number.
 *
 * @param start offset of the option among the options, for errors
 * @throws {@link ParseError} when its length or its pointer makes no sense
 */
export function readRoute(kind: Ipv4RouteOption['kind'], option: Uint8Array, start: number): Ipv4RouteOption {
  if (option.length % 4 !== 3) {
    throw new ParseError(`${kind} option of impossible length ${option.length}`, start + 1);
  }
  const slots = (option.length - 3) / 4;
  // The pointer counts from 1, and points after the option once every slot is taken.
  const pointer = uint8(option, 2);
  const taken = Math.min((pointer - 4) / 4, slots);
  if (taken < 0 || !Number.isInteger(taken)) {
    throw new ParseError(`${kind} option with an impossible pointer ${pointer}`, start + 2);
  }
  const addresses = Array.from({ length: slots }, (_, slot) => ipv4Text(option, 3 + 4 * slot));
  const passed = addresses.slice(0, taken);
  if (kind === 'record-route') return { kind, slots, recorded: passed };
  return { kind, passed, ahead: addresses.slice(taken) };
}

/** The bytes of a whole option, from its number. */
export function routeBytes(option: Ipv4RouteOption): Uint8Array {
  const { kind } = option;
  const recording = kind === 'record-route';
  const passed = recording ? option.recorded : option.passed;
  const addresses = recording ? passed : [...passed, ...option.ahead];
  const slots = recording ? fits('record-route slots', option.slots, 9) : addresses.length;
  const bytes = new Uint8Array(3 + 4 * fits(`${kind} addresses`, slots, 9));
  fits(`${kind} addresses written`, addresses.length, slots);
  bytes.set([numbers[kind], bytes.length, 4 + 4 * passed.length]);
  addresses.forEach((address, slot) => {
    bytes.set(ipv4Bytes(address), 3 + 4 * slot);
  });
  return bytes;
}
