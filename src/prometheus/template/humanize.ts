import { formatGeneral } from '../go-float.js';

const four = (value: number): string => formatGeneral(value, 4);

/** Metric prefixes: `1.5k`, `20m` (template/template.go, as all of this file). */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1
    ? divided(value, 1000, ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'])
    : multiplied(value);
}

/** Binary prefixes: `1.5ki`. */
export function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return four(value);
  return divided(value, 1024, ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']);
}

function divided(value: number, by: number, prefixes: readonly string[]): string {
  let rest = value;
  let prefix = '';
  for (const each of prefixes) {
    if (Math.abs(rest) < by) break;
    prefix = each;
    rest /= by;
  }
  return four(rest) + prefix;
}

function multiplied(value: number): string {
  let rest = value;
  let prefix = '';
  for (const each of ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']) {
    if (Math.abs(rest) >= 1) break;
    prefix = each;
    rest *= 1000;
  }
  return four(rest) + prefix;
}

/** Seconds as `1h 2m 3s`, or with a prefix under one second. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return four(seconds);
  if (seconds === 0) return `${four(seconds)}s`;
  if (Math.abs(seconds) < 1) return `${multiplied(seconds)}s`;
  const sign = seconds < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const rest = whole % 60;
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${rest}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${rest}s`;
  if (minutes > 0) return `${sign}${minutes}m ${rest}s`;
  return `${sign}${four(Math.abs(seconds))}s`;
}

/** A ratio as a percentage. */
export function humanizePercentage(ratio: number): string {
  return `${four(ratio * 100)}%`;
}
