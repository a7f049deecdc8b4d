import type { Notify } from '../ports/notify.js';
import type { UserErasure } from '../ports/user-erasure.js';

export interface EraseUserPorts {
  readonly erasures: UserErasure;
  /** Called when events of erased orders were committed. */
  readonly notify: Notify;
}

/** Erases the personal data of a user, step by step; or shows what there is. */
export function createEraseUser({ erasures, notify }: EraseUserPorts): UserErasure {
  return {
    plan: (userId) => erasures.plan(userId),
    async step(erase) {
      const erasure = await erasures.step(erase);
      notify();
      return erasure;
    },
  };
}
