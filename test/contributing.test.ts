import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RECIPES } from './recipes/index.js';
import { applyEdits, filesNamedIn, isNamedBy } from './recipes/recipe.js';

const ROOT = new URL('../', import.meta.url);

/** `npm run test:recipes` follows the recipes; this test finds out sooner when one has to be revised. */
describe('The recipes of CONTRIBUTING.md', () => {
  const named = filesNamedIn(readFileSync(new URL('CONTRIBUTING.md', ROOT), 'utf8'));

  it('each have an example', () => {
    expect(RECIPES.map(({ title }) => title)).to.deep.equal([...named.keys()]);
  });

  for (const { title, begin, follow, asksFor } of RECIPES) {
    const edits = [...begin, ...follow];
    const edited = [...new Set(edits.map(({ file }) => file))];

    it(`${title}: names exactly the files that the example changes`, () => {
      const names = named.get(title) ?? [];
      expect(edited.filter((file) => !names.some((name) => isNamedBy(name, file)))).to.deep.equal([]);
      expect(names.filter((name) => !edited.some((file) => isNamedBy(name, file)))).to.deep.equal([]);
    });

    it(`${title}: can be followed in the code as it is`, () => {
      expect(applyEdits(edits, ROOT).size).to.equal(edited.length);
    });

    it(`${title}: has checks that ask for other files than the first steps change`, () => {
      for (const file of Object.keys(asksFor)) {
        expect(
          follow.some((edit) => isNamedBy(file, edit.file)),
          file,
        ).to.equal(true);
      }
    });
  }
});
