/** The database answers, but this service cannot use it as it is. The message is a sentence that says what to change. */
export class UnusableDatabaseError extends Error {
  override readonly name = 'UnusableDatabaseError';
}
