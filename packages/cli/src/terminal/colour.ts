/** What a person has said about colour. */
export interface ColourChoice {
  /** False where `--no-color` was given. */
  readonly color?: boolean;
}

export interface ColourEnvironment {
  /** Whether NO_COLOR is set. */
  readonly noColor: boolean;
  readonly terminalIsDumb: boolean;
}

/** Whether text for this stream is coloured: it is a terminal that can, and nobody asked for none. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  { color = true }: ColourChoice,
  { noColor, terminalIsDumb }: ColourEnvironment,
): boolean {
  return stream.isTTY === true && color && !noColor && !terminalIsDumb;
}
