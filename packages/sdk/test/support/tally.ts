const MAX_WAIT_MS = 20_000;

/** Counts things by name, and lets a test wait until there are enough of them. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #watchers = new Set<() => void>();

  add(name: string): void {
    this.#counts.set(name, this.count(name) + 1);
    for (const watch of this.#watchers) watch();
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  async reaches(name: string, count: number): Promise<void> {
    if (this.count(name) >= count) return;
    await new Promise<void>((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
        settle();
      };
      const watch = () => {
        if (this.count(name) >= count) done(resolve);
      };
      const timer = setTimeout(() => {
        const counted = JSON.stringify(Object.fromEntries(this.#counts));
        done(() => reject(new Error(`Waited for ${count} of "${name}" in vain; counted ${counted}`)));
      }, MAX_WAIT_MS);
      this.#watchers.add(watch);
    });
  }
}
