import { styleText } from 'node:util';

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'cyan' | 'gray' | 'bold';

/** Colours a text, or leaves it as it is where colour is not wanted. */
export type Paint = (colour: Colour, text: string) => string;

export function createPaint(enabled: boolean): Paint {
  return (colour, text) => (enabled ? styleText(colour, text) : text);
}
