// Prints a token for an hour, signed with the container's own secret: node docker/token.mjs USER_ID EMAIL [ROLE]
import { readFileSync } from 'node:fs';
import jsonwebtoken from 'jsonwebtoken';

const [sub, email, role] = process.argv.slice(2);
if (!sub || !email) {
  console.error('usage: node docker/token.mjs USER_ID EMAIL [ROLE]');
  process.exit(2);
}

// As the service reads them: the variable, or else the file that its namesake with _FILE names.
const { SECRET_KEY, SECRET_KEY_FILE, ALGORITHM = 'HS256' } = process.env;
const secret = SECRET_KEY || readFileSync(SECRET_KEY_FILE, 'utf8').replace(/\r?\n$/, '');
console.log(jsonwebtoken.sign({ sub, email, role }, secret, { algorithm: ALGORITHM || 'HS256', expiresIn: '1h' }));
