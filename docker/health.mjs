// Health check for the container engine: exits with 0 if the given URL responds with success. The image has no curl.
const response = await fetch(process.argv[2], { signal: AbortSignal.timeout(2_000) });
process.exit(response.ok ? 0 : 1);
