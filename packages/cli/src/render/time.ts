const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** The distance of a time from `now` in its largest unit: `2 hours ago`. An invalid time is returned unchanged. */
export function relativeTime(moment: Date | string, now: Date): string {
  const seconds = Math.round((new Date(moment).getTime() - now.getTime()) / 1_000);
  if (Number.isNaN(seconds)) return String(moment);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  if (unit === 'second' && Math.abs(seconds) < 10) return 'just now';
  const count = Math.trunc(Math.abs(seconds) / size);
  const span = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `${span} ago` : `in ${span}`;
}

/** Formats a time to the second, with its zone: `2026-02-15 18:28:41+01:00`, or `…Z` if `utc` is set. */
export function createTimeFormat(utc: boolean): (moment: Date | string) => string {
  return (moment) => {
    const date = new Date(moment);
    if (Number.isNaN(date.getTime())) return String(moment);
    const offsetMinutes = utc ? 0 : -date.getTimezoneOffset();
    const shifted = new Date(date.getTime() + offsetMinutes * 60_000).toISOString();
    return `${shifted.slice(0, 19).replace('T', ' ')}${utc ? 'Z' : zone(offsetMinutes)}`;
  };
}

function zone(offsetMinutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
