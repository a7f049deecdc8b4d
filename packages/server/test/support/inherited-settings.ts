const { GROUP_COMMIT_MAX } = process.env;

/** What a whole run of the tests is given from outside, as by `GROUP_COMMIT_MAX=1 npm test`: each test's own settings win. */
export const INHERITED_SETTINGS: Readonly<Record<string, string>> =
  GROUP_COMMIT_MAX === undefined ? {} : { GROUP_COMMIT_MAX };
