#!/usr/bin/env node
'use strict';

// Help must come at once, and Node needs half as long again as for its own start to load the whole program. So it is kept as
// text (`npm run generate` writes it), which this file prints by itself.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [first = '--help', ...rest] = process.argv.slice(2);
const isHelp = rest.length === 0 && ['--help', '-h', 'help'].includes(first);
const help = isHelp ? readFileSync(join(__dirname, 'help.txt'), 'utf8') : '';
const { stdout } = process;
// On a smaller terminal, the program shows it in a pager.
if (isHelp && !(stdout.isTTY && help.split('\n').length > stdout.rows)) {
  stdout.on('error', () => undefined); // a reader that has closed its end
  stdout.write(help);
} else {
  require('../dist/orders.cjs');
}
