import type { Variables } from './environment-variables.js';

const NAME = 'CORS_ALLOWED_ORIGINS';

/** Any origin: safe, because the service reads no cookies, and tells browsers to send none. */
export const ANY_ORIGIN = '*';

/** The origins whose pages may call the service from a browser; `*` for any. Browsers compare them as text. */
export function readAllowedOrigins(variables: Variables): ReadonlySet<string> {
  const origins = variables.list(NAME);
  const problems = origins.filter((origin) => origin !== ANY_ORIGIN).flatMap(problemOf);
  if (origins.includes(ANY_ORIGIN) && origins.length > 1)
    problems.push('has * beside origins. Keep one or the others.');
  variables.problems.push(...problems.map((problem) => `${NAME} ${problem}`));
  return new Set(origins);
}

/** What completes "CORS_ALLOWED_ORIGINS …", or nothing. */
function problemOf(text: string): string[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:\/\/[^*@]*$/i.test(text)) {
    return ['has an entry that is no origin. Use a comma list such as https://shop.example, http://localhost:3000.'];
  }
  if (url.origin === text) return [];
  return [`has an entry that is more than an origin. Write it as browsers send it: ${url.origin}.`];
}
