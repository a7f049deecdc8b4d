import type { OrderEvent } from './contract.js';

/** An AMQP message as amqplib delivers it, or anything else that carries the body's bytes in `content`. */
export interface MessageWithContent {
  readonly content: Uint8Array;
}

/** Why a message is not an event: not JSON, of a type this version does not know, or not shaped like its type. */
export type InvalidEventReason = 'not_json' | 'unknown_type' | 'invalid_shape';

/** The message is not an event of the contract. Delivering it again will not change that. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly reason: InvalidEventReason;

  constructor(reason: InvalidEventReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export type ParseOrderEvent = (message: string | Uint8Array | MessageWithContent) => OrderEvent;
