/** `order-service dev` cannot run in this folder. The message says what to do. */
export class DevServiceError extends Error {
  override readonly name = 'DevServiceError';

  static notWritable(dataFolder: string, cause: Error): DevServiceError {
    return new DevServiceError(
      `The data folder ${dataFolder} cannot be used: ${cause.message}. ` +
        'Start in a folder that you may write to, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }

  static inUse(dataFolder: string, running: { readonly url: string; readonly pid: number }): DevServiceError {
    return new DevServiceError(
      `It already runs in this folder: ${running.url}, process ${running.pid}, with its data in ${dataFolder}. ` +
        'Use that one, or stop it first with Ctrl-C in its terminal.',
    );
  }
}
