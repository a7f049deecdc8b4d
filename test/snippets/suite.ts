type Step = (this: { timeout(ms: number): void }) => unknown;

/** What mocha gives to the files of a suite. */
export interface SuiteFunctions {
  describe(title: string, body: () => void): void;
  it(title: string, step: Step): void;
  before(step: Step): void;
  after(step: Step): void;
  afterEach(step: Step): void;
  [name: string]: unknown;
}

/** Runs a suite that a document shows, as mocha would, and returns the titles of its tests, which all have to pass. */
export async function runSuite(load: (given: SuiteFunctions) => Promise<unknown>): Promise<string[]> {
  const hooks: Record<'before' | 'after' | 'afterEach', Step[]> = { before: [], after: [], afterEach: [] };
  const tests: (readonly [title: string, step: Step])[] = [];
  await load({
    describe: (_, body) => body(),
    it: (title, step) => void tests.push([title, step]),
    before: (step) => void hooks.before.push(step),
    after: (step) => void hooks.after.push(step),
    afterEach: (step) => void hooks.afterEach.push(step),
  });
  const context = { timeout: () => undefined };
  const runAll = async (steps: readonly Step[]) => {
    for (const step of steps) await step.call(context);
  };
  try {
    await runAll(hooks.before);
    for (const [, step] of tests) {
      await step.call(context);
      await runAll(hooks.afterEach);
    }
  } finally {
    await runAll(hooks.after);
  }
  return tests.map(([title]) => title);
}
