/** What became of a part of `npm run test:contract`; one that was skipped does not fail the command. */
export type PartResult =
  { readonly outcome: 'passed' | 'failed' } | { readonly outcome: 'skipped'; readonly why: string };
