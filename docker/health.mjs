// Health check for the container engine: exits with 0 if a URL is answered with success. The image has no curl. Without a URL it
// asks whether the server of this container is alive, on the port that its variables name.
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const TIMEOUT_MS = 2_000;

function ownUrl({ OPERATIONS_PORT, PORT, TLS_CERT, TLS_CERT_FILE }) {
  if (OPERATIONS_PORT) return `http://127.0.0.1:${OPERATIONS_PORT}/health/live`;
  return `${TLS_CERT || TLS_CERT_FILE ? 'https' : 'http'}://127.0.0.1:${PORT || 8002}/health/live`;
}

const url = process.argv[2] ?? ownUrl(process.env);
// The certificate is for the name that clients use, and this is the loopback interface.
const options = { rejectUnauthorized: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
const request = (url.startsWith('https:') ? getHttps : getHttp)(url, options);
request.on('response', ({ statusCode }) => process.exit(statusCode >= 200 && statusCode < 300 ? 0 : 1));
request.on('error', () => process.exit(1));
