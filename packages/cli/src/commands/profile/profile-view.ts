import type { Column } from '../../render/column.js';
import { renderFacts, type PageView } from '../../render/facts.js';
import type { TerminalText } from '../../render/terminal-text.js';
import { profileNamed, type ProfilesFile } from '../../session/profiles.js';

/** A stored login without its token, as `-o json` prints it. */
export interface ProfileView {
  readonly name: string;
  readonly url: string;
  /** Whether it is used where no other is named. */
  readonly current: boolean;
  readonly protected: boolean;
  /** Where its token is; null if it has none. */
  readonly token_in: 'file' | 'keyring' | null;
  readonly catalogue_url: string | null;
}

const yesOrNothing = (value: boolean): string => (value ? 'yes' : '');

export const PROFILE_COLUMNS: readonly Column<ProfileView>[] = [
  { name: 'name', heading: 'NAME', value: ({ name }) => name },
  {
    name: 'current',
    heading: 'IN USE',
    value: ({ current }) => String(current),
    display: ({ current }) => yesOrNothing(current),
  },
  {
    name: 'protected',
    heading: 'PROTECTED',
    value: (profile) => String(profile.protected),
    display: (profile) => yesOrNothing(profile.protected),
  },
  { name: 'token_in', heading: 'TOKEN IN', value: ({ token_in: place }) => place ?? '', dropOrder: 1 },
  { name: 'url', heading: 'URL', value: ({ url }) => url, minWidth: 12 },
];

/** Throws UsageError if there is no profile of this name. */
export function describeProfile(file: ProfilesFile, name: string): ProfileView {
  const profile = profileNamed(file, name);
  const place = profile.token === undefined ? null : 'file';
  return {
    name,
    url: profile.url,
    current: file.current === name,
    protected: profile.protected ?? false,
    token_in: profile.keyring ? 'keyring' : place,
    catalogue_url: profile.catalogue_url ?? null,
  };
}

export function profilePage(profile: ProfileView, view: PageView): TerminalText {
  return renderFacts(
    [
      ['Profile', `${profile.name}${profile.current ? ', in use' : ''}`],
      ['Service', profile.url],
      ['Token', profile.token_in === null ? 'none' : `in the ${profile.token_in}`],
      ['Protected', profile.protected ? 'yes: changes of many ask for its name' : 'no'],
      ...(profile.catalogue_url === null ? [] : [['Catalogue', profile.catalogue_url] as const]),
    ],
    view,
  );
}
