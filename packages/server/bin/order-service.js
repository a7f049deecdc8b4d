#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Rows of a result live for milliseconds. V8 judges by the first few, which wait for a statement, that they live long, and
// then allocates every row in the old generation: a list costs a fifth more.
setFlagsFromString('--no-allocation-site-pretenuring');
await import('../dist/main.js');
