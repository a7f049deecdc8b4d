import { expect } from 'chai';
import { parseDatabaseUrl } from '../../src/db/database-url.js';
import { CellsFileError, readCells } from '../../src/lanes/cells-file.js';
import { laneLines } from '../../src/lanes/list-lanes.js';

const read = (content: unknown) =>
  readCells(
    'cells.json',
    (url) => parseDatabaseUrl(url).problems,
    () => JSON.stringify(content),
  );

describe('readCells', () => {
  it('reads the databases by their numbers, the map and the sockets', () => {
    const databases = { 0: 'postgresql://a/orders', 12: 'postgresql://b/orders' };
    expect(read({ databases, map: 'lanes.map', sockets: ['one.sock'] })).to.deep.equal({
      databases: new Map([
        [0, databases[0]],
        [12, databases[12]],
      ]),
      operators: undefined,
      map: 'lanes.map',
      sockets: ['one.sock'],
    });
  });

  it('reports everything that is wrong, and quotes no URL', () => {
    const wrong = { databases: { 256: 'postgresql://a/orders', 1: 'http://u:secret@b' }, operators: 7, sockets: 'one' };
    expect(() => read(wrong))
      .to.throw(CellsFileError)
      .with.property('message')
      .that.satisfies((message: string) =>
        ['"256" is not the number of a cell', 'the URL of 1 is not a URL', 'operators is not', 'sockets is not'].every(
          (part) => message.includes(part) && !message.includes('secret'),
        ),
      );
    expect(() => readCells('none.json', () => [])).to.throw(CellsFileError, 'cannot be read');
  });
});

describe('laneLines', () => {
  const all = Array.from({ length: 256 }, (_, lane) => lane);
  const without = (...held: readonly number[]) => new Set(all.filter((lane) => !held.includes(lane)));

  it('joins lanes with the same place, and says what is wrong', () => {
    const foreign = new Map([
      [0, new Set([7, 8, 9])],
      [1, without(8, 255)],
    ]);
    const routes = new Map(all.map((lane) => [lane, lane === 9 ? 1 : 0]));
    const moves = [{ first: 7, last: 7, from: 0, to: 1 }];
    expect(laneLines({ foreign, routes, moves }).split('\n')).to.deep.equal([
      '0-6       cell 0',
      '7         no cell accepts writes: repeat or revert its move',
      '8         cell 1, but the map says cell 0',
      '9         no cell accepts writes: repeat or revert its move',
      '10-254    cell 0',
      '255       held by several cells: 0, 1',
      'under way: 7 from cell 0 to cell 1',
      '',
    ]);
  });
});
