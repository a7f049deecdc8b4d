const { MAX_GROUP_COMMIT } = process.env;

/** Settings for a whole test run, as in `MAX_GROUP_COMMIT=1 npm test`; settings of a test take precedence. */
export const INHERITED_SETTINGS: Readonly<Record<string, string>> =
  MAX_GROUP_COMMIT === undefined ? {} : { MAX_GROUP_COMMIT };
