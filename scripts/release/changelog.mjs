export const UNRELEASED = '## [Unreleased]';

/**
 * The change log with what stands under "Unreleased" moved to a section of its own for `version`.
 * Throws if there is nothing to release, or if `version` has a section already.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date
 * @returns {string}
 */
export function releaseChanges(changelog, version, date) {
  if (hasSection(changelog, version)) throw new Error(`CHANGELOG.md has a section for ${version} already.`);
  if (!hasUnreleased(changelog)) throw new Error('CHANGELOG.md has nothing under "Unreleased".');
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${date}`);
}

/**
 * Whether there is anything under "Unreleased". Throws if the change log has no such section.
 * @param {string} changelog
 * @returns {boolean}
 */
export function hasUnreleased(changelog) {
  const start = changelog.indexOf(UNRELEASED);
  if (start < 0) throw new Error(`CHANGELOG.md has no section "${UNRELEASED}".`);
  const [changes] = changelog.slice(start + UNRELEASED.length).split('\n## [', 1);
  return changes.trim() !== '';
}

/**
 * Whether the change log says what is new in `version`.
 * @param {string} changelog
 * @param {string} version
 * @returns {boolean}
 */
export function hasSection(changelog, version) {
  return changelog.includes(`\n## [${version}]`);
}
