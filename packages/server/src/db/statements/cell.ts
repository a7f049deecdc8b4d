import { int } from '../sql-types.js';
import { statement } from '../statement.js';

export const CELL = statement({
  name: 'cell',
  writes: false,
  columns: { number: int },
  text: 'SELECT number FROM cell',
});
