/** The command line option for colour. */
export interface ColourChoice {
  /** False if `--no-color` is given. */
  readonly color?: boolean;
}

export interface ColourEnvironment {
  /** Whether NO_COLOR is set. */
  readonly noColor: boolean;
  readonly terminalIsDumb: boolean;
}

/** Whether to colour text for this stream: it is a terminal with colours, and they have not been turned off. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  { color = true }: ColourChoice,
  { noColor, terminalIsDumb }: ColourEnvironment,
): boolean {
  return stream.isTTY === true && color && !noColor && !terminalIsDumb;
}
