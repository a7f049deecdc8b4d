/** The result of a check; `skipped` if it could not be done. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'skipped';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** The finding, as a sentence. */
  readonly finding: string;
  /** The advice, as a sentence. */
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
