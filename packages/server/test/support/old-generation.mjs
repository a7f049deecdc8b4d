import { Session } from 'node:inspector/promises';

/**
 * Preloaded into a server: measures the bytes that reach the old generation of its heap, whether they are collected there or
 * stay, from one message of its parent process to the next, and sends them to it.
 */
const session = new Session();
session.connect();
let measuring = false;

process.on('message', async (message) => {
  if (message !== 'measure') return;
  measuring = !measuring;
  if (measuring) {
    await session.post('HeapProfiler.startSampling', {
      samplingInterval: 4096,
      includeObjectsCollectedByMajorGC: true,
    });
    process.send('measuring');
  } else {
    const { profile } = await session.post('HeapProfiler.stopSampling');
    process.send(sizeOf(profile.head));
  }
});

function sizeOf({ selfSize, children }) {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}
