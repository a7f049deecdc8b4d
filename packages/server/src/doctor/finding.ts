/** What one check found. */
export interface Finding {
  readonly check: 'settings' | 'database' | 'schema' | 'broker' | 'exchange' | 'clock' | 'products' | 'sign-in' | 'tls';
  /** `warn`: it works, but may fail later or is not safe. */
  readonly state: 'ok' | 'warn' | 'fail';
  /** A sentence; for `warn` and `fail` also what to do. */
  readonly detail: string;
}

/** One line for each finding, in columns. */
export function findingLines(findings: readonly Finding[]): string {
  return findings
    .map(({ state, check, detail }) => `${state.padEnd(4)}  ${check.padEnd(8)}  ${detail.replace(/\s*\n\s*/g, ' ')}\n`)
    .join('');
}
