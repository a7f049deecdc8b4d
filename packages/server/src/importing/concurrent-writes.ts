/** Runs a few writes at the same time. */
export interface ConcurrentWrites {
  /** Starts a write as soon as fewer than the limit are under way. @throws the failure of an earlier one */
  start(write: () => Promise<void>): Promise<void>;
  /** Waits for all. @throws the first failure */
  end(): Promise<void>;
}

export function createConcurrentWrites(limit: number): ConcurrentWrites {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];

  async function run(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      failures.push(error);
    }
  }

  async function end(): Promise<void> {
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  }

  return {
    async start(write) {
      while (underWay.size >= limit) await Promise.race(underWay);
      if (failures.length > 0) await end();
      const running = run(write).finally(() => underWay.delete(running));
      underWay.add(running);
    },
    end,
  };
}
