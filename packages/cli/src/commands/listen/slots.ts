/** A bounded number of places. */
export interface Slots {
  /** Takes a slot, when one is free, in the order of the calls. */
  take(): Promise<void>;
  free(): void;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let left = count;
  return {
    take: () => {
      if (left === 0) return new Promise((resolve) => waiting.push(resolve));
      left -= 1;
      return Promise.resolve();
    },
    free: () => {
      const next = waiting.shift();
      if (next) next();
      else left += 1;
    },
  };
}
