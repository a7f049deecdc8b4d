import type { CellView } from '../../src/render/column.js';
import { createPaint } from '../../src/render/terminal-text.js';
import { createTimeFormat } from '../../src/render/time.js';

/** A view without colour at a fixed time, so that what is rendered can be compared. */
export const PLAIN_VIEW: CellView = {
  now: new Date('2026-02-15T18:00:00Z'),
  time: createTimeFormat(true),
  paint: createPaint(false),
};
