import { v7 as uuidv7 } from 'uuid';
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
import type { Notify } from '../ports/notify.js';
import type { OrderStore } from '../ports/order-store.js';
import type { Trace } from '../ports/trace.js';

export interface ChangeOrderStatusCommand {
  readonly caller: Caller;
  readonly orderId: number;
  readonly target: OrderStatus;
  readonly reason: string | undefined;
  /** The versions of `If-Match`, one of which the order must have; undefined for any. */
  readonly versions: readonly number[] | undefined;
  readonly trace: Trace;
}

export interface ChangeOrderStatusPorts {
  readonly orders: Pick<OrderStore, 'changeStatus'>;
  readonly ownerTransitions: OwnerTransitions;
  /** Called when a change was committed, so that its event is published at once. */
  readonly notify: Notify;
}

/**
 * Moves an order and returns it with its new status.
 * @throws OrderNotFoundError, TransitionNotPermittedError, VersionMismatchError or InvalidTransitionError, checked in this
 * order, and the domain errors of the store
 */
export type ChangeOrderStatus = (command: ChangeOrderStatusCommand) => Promise<Order>;

export function createChangeOrderStatus(ports: ChangeOrderStatusPorts): ChangeOrderStatus {
  const { orders, ownerTransitions, notify } = ports;

  return async function changeOrderStatus(command) {
    const { caller, orderId, target, reason, versions, trace } = command;
    const outcome = await orders.changeStatus({
      orderId,
      ownerId: visibleOwnerId(caller),
      target,
      from: mayMoveTo(target, caller, ownerTransitions) ? sourcesOf(target) : [],
      versions,
      reason,
      eventId: uuidv7(),
      actor: actorOf(caller),
      trace,
    });
    if (!outcome) throw new OrderNotFoundError(orderId);
    if (!outcome.moved) throw reasonNotMoved(command, outcome.order, ownerTransitions);
    notify();
    return outcome.order;
  };
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
