import { v7 as uuidv7 } from 'uuid';
import { actorOf, type Caller } from '../domain/caller.js';
import type { Trace } from '../ports/trace.js';
import {
  InvalidTransitionError,
  OrderNotFoundError,
  TransitionNotPermittedError,
  VersionMismatchError,
  type DomainError,
} from '../domain/errors.js';
import { allowedTransitions, type Order, type OwnerTransitions } from '../domain/order.js';
import { sourcesOf, type OrderStatus } from '../domain/order-status.js';
import type { Notify } from '../ports/notify.js';
import type { OrderStore } from '../ports/order-store.js';

export interface ChangeOrderStatus {
  readonly caller: Caller;
  readonly orderId: number;
  readonly target: OrderStatus;
  readonly reason: string | undefined;
  /** The versions of `If-Match`; undefined when any will do. */
  readonly versions: readonly number[] | undefined;
  readonly trace: Trace;
}

export interface ChangeOrderStatusPorts {
  readonly orders: OrderStore;
  readonly ownerTransitions: OwnerTransitions;
  readonly notify: Notify;
}

/**
 * Returns a function that moves an order and returns it as it is then.
 * It throws OrderNotFoundError, TransitionNotPermittedError, VersionMismatchError or InvalidTransitionError, looked for
 * in this order, and the refusals of the store.
 */
export function createChangeOrderStatus({ orders, ownerTransitions, notify }: ChangeOrderStatusPorts) {
  return async function changeOrderStatus(command: ChangeOrderStatus): Promise<Order> {
    const { caller, orderId, target, reason, versions, trace } = command;
    const permitted = caller.operator || ownerTransitions.has(target);
    const outcome = await orders.changeStatus({
      orderId,
      ownerId: caller.operator ? undefined : caller.userId,
      target,
      from: permitted ? sourcesOf(target) : [],
      versions,
      reason,
      eventId: uuidv7(),
      actor: actorOf(caller),
      trace,
    });
    if (!outcome) throw new OrderNotFoundError(orderId);
    if (!outcome.moved) {
      throw errorFor(
        command,
        outcome.order,
        permitted,
        allowedTransitions(outcome.order.status, caller, ownerTransitions),
      );
    }
    notify();
    return outcome.order;
  };
}

export type ChangeStatus = ReturnType<typeof createChangeOrderStatus>;

function errorFor(
  { target, versions }: ChangeOrderStatus,
  { id, status, version }: Order,
  permitted: boolean,
  allowed: readonly OrderStatus[],
): DomainError {
  if (!permitted) return new TransitionNotPermittedError(id, status, target, allowed);
  if (versions && !versions.includes(version)) return new VersionMismatchError(id, version, status, allowed);
  return new InvalidTransitionError(id, status, target, allowed);
}
