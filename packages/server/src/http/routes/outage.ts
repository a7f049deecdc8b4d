/**
 * How long a state that was good has been bad, in milliseconds: 0 while it is good, Infinity as long as it never was.
 *
 * @param nowMs a clock that is never set back
 */
export function createOutage(nowMs: () => number = () => performance.now()): (isGood: boolean) => number {
  let sinceMs: number | undefined = -Infinity;
  return (isGood) => {
    sinceMs = isGood ? undefined : (sinceMs ?? nowMs());
    return sinceMs === undefined ? 0 : nowMs() - sinceMs;
  };
}
