import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { shellWord } from '../../src/render/shell-word.js';

describe('shellWord', () => {
  it('is read by a shell as the text that it was made of', () => {
    const texts = [
      'rm -f state.json',
      "it's",
      '$HOME `id` \\ "x"',
      '',
      '*',
      'http://localhost:3000/hooks?a=1&b=2',
      '~',
    ];
    const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${texts.map(shellWord).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(printed.split('\n').slice(0, -1)).to.deep.equal(texts);
  });

  it('has no quotes where none are needed', () => {
    expect(shellWord('http://localhost:3000/hooks')).to.equal('http://localhost:3000/hooks');
  });
});
