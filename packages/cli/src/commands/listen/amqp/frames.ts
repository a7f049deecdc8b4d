/** What a frame of AMQP 0-9-1 means for deliveries; `other` for all that does not concern them. */
export type DeliveryFrame =
  | { readonly kind: 'deliver'; readonly channel: number; readonly tag: bigint }
  | { readonly kind: 'header'; readonly channel: number; readonly messageId: string | undefined }
  | { readonly kind: 'ack'; readonly channel: number; readonly tag: bigint; readonly multiple: boolean }
  | {
      readonly kind: 'reject';
      readonly channel: number;
      readonly tag: bigint;
      readonly requeue: boolean;
      readonly multiple: boolean;
    }
  | { readonly kind: 'other' };

export interface Frame {
  readonly bytes: Buffer;
  readonly meaning: DeliveryFrame;
}

const METHOD_FRAME = 1;
const HEADER_FRAME = 2;
const HEADER_BYTES = 7;
/** Type, channel and length before the payload, and one byte behind it. */
const FRAME_OVERHEAD_BYTES = 8;
/** `AMQP`, 0, 0, 9, 1: a client sends it before its first frame. */
const PROTOCOL_HEADER_BYTES = 8;
const OTHER: DeliveryFrame = { kind: 'other' };

const BASIC = 60;
const [DELIVER, ACK, REJECT, NACK] = [60, 80, 90, 120];

/** Divides what a side of a connection sends into frames. */
export function createFrameReader({ isClient }: { readonly isClient: boolean }): (chunk: Buffer) => Frame[] {
  let pending: Buffer = Buffer.alloc(0);
  let isBegun = !isClient;
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const frames: Frame[] = [];
    for (let length = nextLength(); pending.length >= length; length = nextLength()) {
      const bytes = pending.subarray(0, length);
      frames.push({ bytes, meaning: isBegun ? meaningOf(bytes) : OTHER });
      isBegun = true;
      pending = pending.subarray(length);
    }
    return frames;
  };

  function nextLength(): number {
    if (!isBegun) return PROTOCOL_HEADER_BYTES;
    return pending.length < HEADER_BYTES ? Infinity : pending.readUInt32BE(3) + FRAME_OVERHEAD_BYTES;
  }
}

function meaningOf(frame: Buffer): DeliveryFrame {
  const [type, channel, payload] = [frame.readUInt8(0), frame.readUInt16BE(1), frame.subarray(HEADER_BYTES, -1)];
  if (type === HEADER_FRAME) return { kind: 'header', channel, messageId: messageIdIn(payload) };
  if (type !== METHOD_FRAME || payload.readUInt16BE(0) !== BASIC) return OTHER;
  const method = payload.readUInt16BE(2);
  if (method === DELIVER) {
    const tagAt = 5 + payload.readUInt8(4); // behind the consumer's tag
    return { kind: 'deliver', channel, tag: payload.readBigUInt64BE(tagAt) };
  }
  if (method !== ACK && method !== REJECT && method !== NACK) return OTHER;
  const [tag, bits] = [payload.readBigUInt64BE(4), payload.readUInt8(12)];
  if (method === ACK) return { kind: 'ack', channel, tag, multiple: (bits & 1) !== 0 };
  if (method === REJECT) return { kind: 'reject', channel, tag, requeue: (bits & 1) !== 0, multiple: false };
  return { kind: 'reject', channel, tag, requeue: (bits & 2) !== 0, multiple: (bits & 1) !== 0 };
}

/** The properties before `message-id` in a content header: the bit of each, and how long its value is. */
const PROPERTIES: readonly (readonly [bit: number, length: (payload: Buffer, at: number) => number])[] = [
  [15, shortText], // content-type
  [14, shortText], // content-encoding
  [13, (payload, at) => 4 + payload.readUInt32BE(at)], // headers
  [12, () => 1], // delivery-mode
  [11, () => 1], // priority
  [10, shortText], // correlation-id
  [9, shortText], // reply-to
  [8, shortText], // expiration
];
const MESSAGE_ID_BIT = 7;
/** Class, weight, size of the body. */
const FLAGS_AT = 12;

function messageIdIn(payload: Buffer): string | undefined {
  const flags = payload.readUInt16BE(FLAGS_AT);
  let at = FLAGS_AT + 2;
  for (const [bit, length] of PROPERTIES) if (flags & (1 << bit)) at += length(payload, at);
  if (!(flags & (1 << MESSAGE_ID_BIT))) return undefined;
  return payload.toString('utf8', at + 1, at + shortText(payload, at));
}

function shortText(payload: Buffer, at: number): number {
  return 1 + payload.readUInt8(at);
}
