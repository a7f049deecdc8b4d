/** What stands in place of a text of a person that was erased, and of the person as the actor of a change. */
export const ERASED = 'erased';

/** In place of an address. It is also the address of a user whose token has none, so that nobody sends mail to it. */
export const ERASED_EMAIL = '';

/** In place of the metadata. */
export const ERASED_METADATA = '{}';
