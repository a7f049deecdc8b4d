import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BLOCK = Buffer.alloc(64 * 1024);
/** Prefix of a mount's device name; the id of the process that mounted it follows. */
const DEVICE = 'orders-small-disk-';

/** A disk that is small enough to be filled: a tmpfs, which only root can mount. */
export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async mount(path: string, megabytes: number): Promise<SmallDisk> {
    await unmountLeftovers();
    await mkdir(path);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, `${DEVICE}${process.pid}`, path]);
    await chmod(path, 0o711);
    return new SmallDisk(path);
  }

  /** Writes until at most `leaveBytes` are free. */
  async fill(leaveBytes: number): Promise<void> {
    const filler = await open(join(this.path, 'filler'), 'w');
    try {
      for (let free = await this.#freeBytes(); free > leaveBytes; free = await this.#freeBytes()) {
        await filler.write(BLOCK, 0, Math.min(BLOCK.length, free - leaveBytes));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // the server filled the rest
    } finally {
      await filler.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.path, 'filler'), { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  async #freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path);
    return bavail * bsize;
  }
}

/** Unmounts the disks of runs that were killed. */
async function unmountLeftovers(): Promise<void> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  for (const [device = '', path = ''] of mounts) {
    const owner = device.startsWith(DEVICE) ? device.slice(DEVICE.length) : undefined;
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await run('umount', ['--lazy', path]);
  }
}
