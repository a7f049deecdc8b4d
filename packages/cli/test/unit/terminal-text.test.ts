import { expect } from 'chai';
import { concat, createPaint, paragraph, show } from '../../src/render/terminal-text.js';

const HOSTILE = '\u001b[2J\u009b31m\u202e';
const ESCAPED = String.raw`\u001b[2J\u009b31m\u202e`;

describe('show', () => {
  it('escapes values, and escapes nothing twice', () => {
    const inner = show`<${HOSTILE}>`;
    expect(show`Order ${42}: ${inner}`.ansi).to.equal(`Order 42: <${ESCAPED}>`);
    expect(concat([inner, HOSTILE]).ansi).to.equal(`<${ESCAPED}>${ESCAPED}`);
  });

  it('keeps its own colours', () => {
    const paint = createPaint(true);
    expect(show`is ${paint('red', HOSTILE)}.`.ansi).to.equal(`is \u001b[31m${ESCAPED}\u001b[39m.`);
    expect(paint(undefined, 'plain').ansi).to.equal('plain');
    expect(createPaint(false)('red', HOSTILE).ansi).to.equal(ESCAPED);
  });
});

describe('paragraph', () => {
  it('indents continuation lines', () => {
    expect(paragraph(show`can become confirmed or cancelled`, 22, show`Next  `).ansi).to.equal(
      'Next  can become\n      confirmed or\n      cancelled\n',
    );
  });

  it('counts no columns for colours', () => {
    const label = show`${createPaint(true)('gray', 'Next')}  `;
    expect(paragraph(show`a b c`, 9, label).ansi.split('\n')[1]).to.equal('      c');
  });
});
