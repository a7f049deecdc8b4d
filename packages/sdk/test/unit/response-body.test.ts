import { expect } from 'chai';
import { BodyTooLongError, parseJson, readText } from '../../src/http/response-body.js';
import { rejection } from '../support/stub-service.js';

function endless(onCancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_024).fill(0x20)),
    cancel: onCancel,
  });
}

describe('readText', () => {
  it('puts characters together that arrive in pieces', async () => {
    const bytes = new TextEncoder().encode('"€ 𝄞"');
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect(await readText(new Response(body), 100)).to.equal('"€ 𝄞"');
  });

  it('reads no body as nothing', async () => {
    expect(await readText(new Response(null), 100)).to.equal('');
  });

  it('takes what is exactly as long as it may be', async () => {
    expect(await readText(new Response('12345'), 5)).to.equal('12345');
  });

  it('stops an endless body, and lets go of it', async () => {
    let cancelled = false;
    const body = endless(() => (cancelled = true));
    expect(await rejection(readText(new Response(body), 10_000))).to.be.instanceOf(BodyTooLongError);
    expect(cancelled).to.equal(true);
  });

  it('fails where the body’s stream fails', async () => {
    const broken = new Error('reset');
    const body = new ReadableStream({ pull: (controller) => controller.error(broken) });
    expect(await rejection(readText(new Response(body), 100))).to.equal(broken);
  });
});

describe('parseJson', () => {
  it('tells a null from what is no JSON', () => {
    expect(parseJson('{"id":1}')).to.deep.equal({ value: { id: 1 } });
    expect(parseJson('null')).to.deep.equal({ value: null });
    expect(parseJson('{"id":')).to.equal(undefined);
  });
});
