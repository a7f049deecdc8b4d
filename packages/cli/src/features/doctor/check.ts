/** How a check came out: `skipped` where an earlier one made it pointless. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** What was found, in a sentence. */
  readonly finding: string;
  /** What to do about it. */
  readonly advice?: string;
}

export function ok(name: string, finding: string): Check {
  return { name, state: 'ok', finding };
}

export function warning(name: string, finding: string, advice: string): Check {
  return { name, state: 'warning', finding, advice };
}

export function failed(name: string, finding: string, advice: string): Check {
  return { name, state: 'failed', finding, advice };
}

export function skipped(name: string, finding: string): Check {
  return { name, state: 'skipped', finding };
}
