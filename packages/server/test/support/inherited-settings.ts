const { GROUP_COMMIT_MAX } = process.env;

/** Settings for a whole test run, as in `GROUP_COMMIT_MAX=1 npm test`; settings of a test take precedence. */
export const INHERITED_SETTINGS: Readonly<Record<string, string>> =
  GROUP_COMMIT_MAX === undefined ? {} : { GROUP_COMMIT_MAX };
