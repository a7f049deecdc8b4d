import { inspect } from 'node:util';

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'gray' | 'bold';

/** Colours a text, or leaves it as it is where colour is not wanted. */
export type Paint = (colour: Colour, text: string) => string;

/** Not `util.styleText`: from Node 22 on it decides by stdout, and this text may be for stderr. */
export function createPaint(enabled: boolean): Paint {
  return (colour, text) => {
    const codes = inspect.colors[colour];
    return enabled && codes ? `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m` : text;
  };
}
