import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createFrameReader, type DeliveryFrame } from './frames.js';

/** What the consumer did with a message, by its id. */
export interface ProxyEvents {
  delivered(messageId: string): void;
  /** Returns false to cut the connection instead of passing the acknowledgement on. */
  acknowledged(messageId: string): boolean;
  rejected(messageId: string, requeue: boolean): void;
}

/** Stands between the consumer and the broker, and sees which messages are delivered and acknowledged. */
export interface BrokerProxy {
  readonly port: number;
  /** Cuts every connection of the consumer. */
  cut(): void;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

export async function startBrokerProxy(
  target: { readonly host: string; readonly port: number },
  port: number,
  events: ProxyEvents,
): Promise<BrokerProxy> {
  const links = new Set<Link>();
  const server = createServer({ noDelay: true }, (client) => {
    const link = createLink(client, connect({ ...target, noDelay: true }), events);
    links.add(link);
    client.once('close', () => links.delete(link));
  }).listen(port, LOOPBACK);
  await once(server, 'listening');
  const cut = (): void => {
    for (const link of links) link.cut();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    stop: async () => {
      const closed = once(server.close(), 'close');
      cut();
      await closed;
    },
  };
}

interface Link {
  cut(): void;
}

function createLink(client: Socket, broker: Socket, events: ProxyEvents): Link {
  /** Messages that were delivered and not acknowledged, by channel and delivery tag. */
  const open = new Map<string, string>();
  /** For each channel, the tag whose content header comes next. */
  const announced = new Map<number, bigint>();
  const cut = (): void => {
    client.resetAndDestroy();
    broker.resetAndDestroy();
  };

  function take(channel: number, tag: bigint, multiple: boolean): string[] {
    const keys = multiple
      ? [...open.keys()].filter((key) => keyChannel(key) === channel && (tag === 0n || keyTag(key) <= tag))
      : [`${channel} ${tag}`];
    return keys.flatMap((key) => {
      const messageId = open.get(key);
      open.delete(key);
      return messageId === undefined ? [] : [messageId];
    });
  }

  /** Returns whether the frame is passed on. */
  function fromClient(frame: DeliveryFrame): boolean {
    if (frame.kind === 'ack') {
      return take(frame.channel, frame.tag, frame.multiple).every((messageId) => events.acknowledged(messageId));
    }
    if (frame.kind === 'reject') {
      for (const messageId of take(frame.channel, frame.tag, frame.multiple)) events.rejected(messageId, frame.requeue);
    }
    return true;
  }

  function fromBroker(frame: DeliveryFrame): boolean {
    if (frame.kind === 'deliver') announced.set(frame.channel, frame.tag);
    if (frame.kind !== 'header' || frame.messageId === undefined) return true;
    open.set(`${frame.channel} ${announced.get(frame.channel) ?? 0n}`, frame.messageId);
    events.delivered(frame.messageId);
    return true;
  }

  pass(client, broker, createFrameReader({ isClient: true }), fromClient, cut);
  pass(broker, client, createFrameReader({ isClient: false }), fromBroker, cut);
  return { cut };
}

function pass(
  from: Socket,
  to: Socket,
  read: ReturnType<typeof createFrameReader>,
  isPassedOn: (frame: DeliveryFrame) => boolean,
  cut: () => void,
): void {
  from.on('error', () => undefined); // A close follows.
  from.on('close', () => to.destroy());
  from.on('end', () => to.end());
  from.on('data', (chunk) => {
    for (const { bytes, meaning } of read(chunk)) {
      if (!isPassedOn(meaning)) {
        cut();
        return;
      }
      if (!to.write(bytes)) from.pause();
    }
  });
  to.on('drain', () => from.resume());
}

function keyChannel(key: string): number {
  return Number(key.split(' ')[0]);
}

function keyTag(key: string): bigint {
  return BigInt(key.split(' ')[1] ?? 0);
}
