import { actorOf, visibleOwnerId, type Caller } from '../domain/caller.js';
import {
  InvalidTransitionError,
  OrderNotFoundError,
  TransitionNotPermittedError,
  VersionMismatchError,
  type DomainError,
} from '../domain/errors.js';
import { allowedTransitions, mayMoveTo, type Order, type OwnerTransitions } from '../domain/order.js';
import { sourcesOf, type OrderStatus } from '../domain/order-status.js';
import { newEventId } from '../ports/new-event-id.js';
import type { Notify } from '../ports/notify.js';
import type { OrderStore } from '../ports/order-store.js';
import type { Trace } from '../ports/trace.js';

export interface ChangeOrderStatusCommand {
  readonly caller: Caller;
  /** The program that acts for the caller, as it names itself. */
  readonly agent?: string | undefined;
  readonly orderId: number;
  readonly target: OrderStatus;
  readonly reason: string | undefined;
  /** The versions of `If-Match`, one of which the order must have; undefined for any. */
  readonly versions: readonly number[] | undefined;
  readonly trace: Trace;
}

export interface ChangeOrderStatusPorts {
  readonly orders: Pick<OrderStore, 'changeStatus' | 'history'>;
  readonly ownerTransitions: OwnerTransitions;
  /** Called when a change was committed, so that its event is published at once. */
  readonly notify: Notify;
}

export interface ChangedOrder {
  readonly order: Order;
  /** Whether an earlier request made the change, and this one repeats it. */
  readonly replayed: boolean;
}

/**
 * Moves an order and returns it with its new status, or returns it as it is when the request repeats its newest change.
 * @throws OrderNotFoundError, TransitionNotPermittedError, VersionMismatchError or InvalidTransitionError, checked in this
 * order, and the domain errors of the store
 */
export type ChangeOrderStatus = (command: ChangeOrderStatusCommand) => Promise<ChangedOrder>;

export function createChangeOrderStatus(ports: ChangeOrderStatusPorts): ChangeOrderStatus {
  const { orders, ownerTransitions, notify } = ports;

  return async function changeOrderStatus(command) {
    const { caller, agent, orderId, target, reason, versions, trace } = command;
    const outcome = await orders.changeStatus({
      orderId,
      ownerId: visibleOwnerId(caller),
      target,
      from: mayMoveTo(target, caller, ownerTransitions) ? sourcesOf(target) : [],
      versions,
      reason,
      eventId: newEventId(),
      actor: actorOf(caller, agent),
      trace,
    });
    if (!outcome) throw new OrderNotFoundError(orderId);
    const { moved, order } = outcome;
    if (!moved) {
      const reasonAgainst = reasonNotMoved(command, order, ownerTransitions);
      if (reasonAgainst instanceof InvalidTransitionError && (await isRepeated(command, order))) {
        return { order, replayed: true };
      }
      throw reasonAgainst;
    }
    notify();
    return { order, replayed: false };
  };

  /**
   * Whether the newest change of `order` was made by the same request, whose answer was lost. Only a caller that gives its
   * requests ids can repeat one: an id that the server makes is not known to anyone. A conditional request is never a
   * repetition, because its condition is false after the change. The history only explains `order`, which the store's write
   * has read, so that its version is durable.
   */
  async function isRepeated(command: ChangeOrderStatusCommand, { id, status, version }: Order): Promise<boolean> {
    const { caller, agent, target, reason = null, versions, trace } = command;
    if (versions !== undefined || status !== target) return false;
    const newest = (await orders.history(id, visibleOwnerId(caller))).at(-1);
    return (
      newest?.version === version &&
      newest.toStatus === target &&
      newest.actor === actorOf(caller, agent) &&
      newest.reason === reason &&
      newest.requestId === trace.requestId
    );
  }
}

/** Why the store left `order` as it is. */
function reasonNotMoved(
  { caller, target, versions }: ChangeOrderStatusCommand,
  { id, status, version }: Order,
  ownerTransitions: OwnerTransitions,
): DomainError {
  const allowed = allowedTransitions(status, caller, ownerTransitions);
  if (!mayMoveTo(target, caller, ownerTransitions)) {
    return new TransitionNotPermittedError(id, status, target, allowed);
  }
  if (versions && !versions.includes(version)) return new VersionMismatchError(id, version, status, allowed);
  return new InvalidTransitionError(id, status, target, allowed);
}
