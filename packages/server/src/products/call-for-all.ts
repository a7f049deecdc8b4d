import { CancelToken } from './cancel-token.js';

/**
 * One call whose result `count` callers share, each with a token of its own: the first starts it, and it is cancelled when
 * all of them have cancelled.
 */
export function callForAll<Result>(
  count: number,
  start: (token: CancelToken) => Promise<Result>,
): (token: CancelToken) => Promise<Result> {
  const whole = new CancelToken();
  let waiting = count;
  let result: Promise<Result> | undefined;
  return (token) => {
    token.onCancel((reason) => {
      waiting -= 1;
      if (waiting === 0) whole.cancel(reason);
    });
    result ??= start(whole);
    return result;
  };
}
