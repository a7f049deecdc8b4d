import { defectsOf } from '../named-mutant.js';

/** Defects outside of the scopes of the generated mutants. */
export const STREAM_DEFECTS = [
  ...defectsOf(
    'server/src/http/answers-in-flight.ts',
    ['unit/event-stream'],
    [['clients that do not read are never disconnected', 'deadlineMs <= nowMs', 'deadlineMs <= nowMs - Infinity']],
  ),
  ...defectsOf(
    'server/src/http/routes/event-stream.ts',
    ['unit/event-stream'],
    [
      [
        'slow readers of a stream are not counted among the answers in flight',
        'const release = answers.hold(response, Buffer.byteLength(text));',
        'const release = () => undefined;',
      ],
      [
        'streams are never ended by age',
        'Math.min(limits.maxStreamMs, expiresAtMs - now())',
        'Math.min(expiresAtMs - now())',
      ],
      [
        'streams do not end with their token',
        'Math.min(limits.maxStreamMs, expiresAtMs - now())',
        'Math.min(limits.maxStreamMs)',
      ],
      ['streams are not limited in number', 'open >= limits.maxStreams || ', ''],
      ['the streams of one user are not limited in number', '>= limits.maxStreamsPerUser) {', '>= Infinity) {'],
    ],
  ),
  ...defectsOf(
    'server/src/logger.ts',
    ['unit/log-output'],
    [
      [
        'warnings wait for the next full write of the log',
        '          if (lineLevel >= WARN) destination.flush?.();\n',
        '',
      ],
    ],
  ),
];
