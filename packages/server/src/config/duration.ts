const FORM = /^([1-9]\d*)([smhd])$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The seconds of a duration such as `45m`, `12h` or `7d`; undefined for anything else, and for more than `maxDigits`. */
export function parseDuration(text: string, maxDigits: number): number | undefined {
  const [, count = '', unit = ''] = FORM.exec(text) ?? [];
  const seconds = SECONDS[unit];
  return seconds === undefined || count.length > maxDigits ? undefined : Number(count) * seconds;
}
