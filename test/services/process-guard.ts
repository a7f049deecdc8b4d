import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { once } from 'node:events';

/**
 * The guard is a shell that outlives this process. It reads process ids from a pipe; when the pipe closes, by `close()` or
 * because this process was killed, it kills those processes and deletes the directory.
 */
const guardScript = `
pids=
while read -r verb pid; do
  case $verb in
    watch) pids="$pids $pid" ;;
    release)
      kept=
      for one in $pids; do [ "$one" = "$pid" ] || kept="$kept $one"; done
      pids=$kept ;;
  esac
done
for one in $pids; do kill -9 "$one" 2>/dev/null; done
for one in $pids; do
  tries=0
  while kill -0 "$one" 2>/dev/null && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
done
tries=0
until rm -rf "$1" 2>/dev/null || [ $tries -ge 20 ]; do tries=$((tries + 1)); sleep 0.1; done
`;

export interface ProcessGuard {
  /** Kills this process when ours ends. */
  watch(pid: number): void;
  /** The process has ended; its id may be reused. */
  release(pid: number): void;
  /** Kills the watched processes and deletes the directory; resolves when both are done. */
  close(): Promise<void>;
}

/** Ensures that child processes and their temporary directory do not outlive this process, however it ends. */
export function startProcessGuard(folder: string): ProcessGuard {
  const shell = spawn('/bin/sh', ['-c', guardScript, 'guard', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C in the terminal must reach only the tests
  });
  const ended = once(shell, 'close');
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return {
    watch: (pid) => void shell.stdin.write(`watch ${pid}\n`),
    release: (pid) => void shell.stdin.write(`release ${pid}\n`),
    close: async () => {
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
