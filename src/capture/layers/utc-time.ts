/**
 * A moment as Wireshark writes it, in UTC: `Nov  2, 2026 03:04:05.000000000 UTC`.
 *
 * @param seconds whole, since 1970
 */
export function utcTimeText(seconds: number, nanoseconds: number): string {
  const [, day, month, year, time] = new Date(seconds * 1000).toUTCString().split(' ');
  const date = `${month ?? ''} ${String(Number(day)).padStart(2)}, ${year ?? ''}`;
  return `${date} ${time ?? ''}.${String(nanoseconds).padStart(9, '0')} UTC`;
}
